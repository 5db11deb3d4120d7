using ActorLab.Core.Definition;
using ActorLab.Core.Journal;
using ActorLab.Pipelines.Results;
using ActorLab.Pipelines.Resuming;

namespace ActorLab.Experiments.LineCopy;

/// <summary>The files of one run: the input in memory and where the machine finds it, an empty output, and a temporary folder that goes with the run.</summary>
internal sealed class LineCopyFiles : IDisposable
{
    /// <summary>The whole input is read again for every line, so a larger one could never be copied.</summary>
    private const long MaxInputBytes = 1L << 30;

    private readonly DirectoryInfo? _temporary;

    private readonly InputStamp? _stamp;

    private LineCopyFiles(
        LineCopyInput input, InputStamp? stamp, string inputPath, string outputPath, DirectoryInfo? temporary,
        LineCopyKeeping? keeping = null)
    {
        _stamp = stamp;
        Keeping = keeping;
        Input = input;
        InputPath = inputPath;
        OutputPath = outputPath;
        _temporary = temporary;
    }

    public LineCopyInput Input { get; }

    public string InputPath { get; }

    public string OutputPath { get; }

    /// <summary>Null for a run that keeps no state.</summary>
    public LineCopyKeeping? Keeping { get; }

    public static LineCopyFiles Prepare(LineCopyDefinition definition, bool modelled)
    {
        (LineCopyInput input, InputStamp? stamp) = Read(definition);
        // A modelled machine reads what was read here.
        if (modelled) return new LineCopyFiles(input, null, "input", "output", null);

        DirectoryInfo temporary = Directory.CreateTempSubdirectory("actorlab-");
        string inputPath = InputIn(definition, temporary.FullName);
        if (definition.InputPath is null) File.WriteAllBytes(inputPath, input.Text.Span);
        string outputPath = OutputIn(definition, temporary.FullName);
        Empty(outputPath);
        return new LineCopyFiles(input, stamp, inputPath, outputPath, temporary);
    }

    /// <summary>The files of a run that keeps its state: what the user has not named is in the folder of the state, and stays there.</summary>
    public static LineCopyFiles Prepare(LineCopyDefinition definition, RunState state)
    {
        (LineCopyInput input, InputStamp? stamp) = Read(definition);
        string inputPath = InputIn(definition, state.Folder), outputPath = OutputIn(definition, state.Folder);
        if (definition.InputPath is null) File.WriteAllBytes(inputPath, input.Text.Span);
        return new LineCopyFiles(
            input, stamp, inputPath, outputPath, null, new LineCopyKeeping(state, RestoredOutput.Of(outputPath, 0, state)));
    }

    /// <summary>
    /// How an input that the user named differs from what it was when the run began, in words; null if it does not.
    /// </summary>
    public string? ChangeOfInput() => _stamp?.Change();

    private static (LineCopyInput Input, InputStamp? Stamp) Read(LineCopyDefinition definition)
    {
        if (definition.InputPath is not { } path) return (LineCopyInput.Generate(definition.Lines), null);
        var stamp = InputStamp.Of(path);
        return (LineCopyInput.Of(stamp.Content), stamp);
    }

    public static string InputIn(LineCopyDefinition definition, string folder) =>
        definition.InputPath ?? Path.Combine(folder, "input");

    /// <summary>
    /// Where the records of a run are. A run that keeps its lines alone makes them of its records when it ends.
    /// </summary>
    public static string OutputIn(LineCopyDefinition definition, string folder) =>
        definition is { OutputPath: { } kept, Plain: false } ? kept : Path.Combine(folder, "output");

    /// <summary>
    /// Puts the output where the user wants it, where the run did not write it there itself: that of a modelled machine, or its
    /// lines alone.
    /// </summary>
    /// <param name="definition">The run.</param>
    /// <param name="modelled">What a modelled machine wrote; null for a real one.</param>
    /// <param name="cut">Whether the run was cut short.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Keep(LineCopyDefinition definition, ReadOnlyMemory<byte>? modelled, bool cut)
    {
        if (definition.OutputPath is not { } path) return;
        if (definition.Plain)
        {
            using Stream records = modelled is { } written
                ? new MemoryStream(written.ToArray(), writable: false)
                : File.OpenRead(OutputPath);
            using FileStream plain = File.Create(path);
            PlainLines.Write(records, Input, plain, cut);
        }
        else if (modelled is { } written)
        {
            File.WriteAllBytes(path, written.Span);
        }
    }

    public static IReadOnlyList<Diagnostic> Check(LineCopyDefinition definition)
    {
        var found = new List<Diagnostic>();
        CheckNumbers(definition, found);
        if (definition.InputPath is { } input) CheckInput(input, found);
        if (definition.OutputPath is { } output) CheckOutput(output, definition.InputPath, found);
        return found;
    }

    public void Dispose() => _temporary?.Delete(recursive: true);

    private static void CheckNumbers(LineCopyDefinition definition, List<Diagnostic> found)
    {
        if (definition.Workers is < 1 or > LineCopyDefinition.MaxWorkers)
        {
            found.Add(new Diagnostic("AL0101", "--workers", $"expected 1 to {LineCopyDefinition.MaxWorkers}, got {definition.Workers}"));
        }
        else if (definition.Model.FixedWorkers && definition.Workers != definition.Model.DefaultWorkers)
        {
            found.Add(new Diagnostic("AL0102", "--workers", $"model {definition.Model} has {definition.Model.DefaultWorkers} worker, got {definition.Workers}"));
        }

        if (definition.Cores is < 1 or > LineCopyDefinition.MaxCores)
        {
            found.Add(new Diagnostic("AL0104", "--cores", $"expected 1 to {LineCopyDefinition.MaxCores}, got {definition.Cores}"));
        }

        if (definition.InputPath is null && definition.Lines is < 1 or > LineCopyDefinition.MaxLines)
        {
            found.Add(new Diagnostic("AL0103", "--lines", $"expected 1 to {LineCopyDefinition.MaxLines}, got {definition.Lines}"));
        }
    }

    private static void CheckInput(string path, List<Diagnostic> found)
    {
        if (Directory.Exists(path))
        {
            found.Add(new Diagnostic("AL0111", path, "expected a file to read, got a folder"));
            return;
        }

        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                found.Add(new Diagnostic("AL0110", path, "expected a file to read, got no such file"));
                return;
            }

            if (file.Length > MaxInputBytes)
            {
                found.Add(new Diagnostic("AL0112", path, $"expected at most {MaxInputBytes} bytes, since all of it is read for every line, got {file.Length}"));
                return;
            }

            if (!FileIdentity.Of(path).IsRegular)
            {
                found.Add(new Diagnostic("AL0116", path, "expected a file that can be read again for every line, got a device or a pipe"));
                return;
            }

            CheckLines(path, File.ReadAllBytes(path), found);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            found.Add(new Diagnostic("AL0113", path, $"expected a file to read, got: {failure.Message}"));
        }
    }

    private static void CheckLines(string path, ReadOnlySpan<byte> text, List<Diagnostic> found)
    {
        if (text.IsEmpty)
        {
            found.Add(new Diagnostic("AL0114", path, "expected at least one line, got an empty file"));
            return;
        }

        int number = 0;
        while (!text.IsEmpty)
        {
            number++;
            int end = text.IndexOf((byte)'\n');
            int length = (end < 0 ? text : text[..end]).TrimEnd((byte)'\r').Length;
            if (length > LineCopyDefinition.MaxLineBytes)
            {
                found.Add(new Diagnostic("AL0115", $"{path}:{number}:1", $"expected a line of at most {LineCopyDefinition.MaxLineBytes} bytes, got {length}"));
                if (found.Count >= 20) return;
            }

            text = end < 0 ? [] : text[(end + 1)..];
        }
    }

    private static void CheckOutput(string path, string? inputPath, List<Diagnostic> found)
    {
        if (Directory.Exists(path))
        {
            found.Add(new Diagnostic("AL0121", path, "expected a file to write, got a folder"));
            return;
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            found.Add(new Diagnostic("AL0122", path, $"expected a file to write, got a path whose folder '{folder}' does not exist"));
            return;
        }

        try
        {
            if (File.Exists(path)) CheckExistingOutput(path, inputPath, found);
            else CheckNewOutput(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            found.Add(new Diagnostic("AL0124", path, $"expected a file to write, got: {failure.Message}"));
        }
    }

    private static void CheckExistingOutput(string path, string? inputPath, List<Diagnostic> found)
    {
        FileIdentity identity = FileIdentity.Of(path);
        if (!identity.IsRegular)
        {
            found.Add(new Diagnostic("AL0125", path, "expected a file to write, got a device or a pipe, which cannot be read back and verified"));
        }
        else if (inputPath is not null && File.Exists(inputPath) && FileIdentity.Of(inputPath) == identity)
        {
            found.Add(new Diagnostic("AL0123", path, "expected an output apart from the input, got the same file"));
        }
        else
        {
            // Opening is the only honest test of permission, and it changes nothing in a file that exists. What is written is read back and verified.
            using FileStream stream = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
    }

    private static void CheckNewOutput(string path)
    {
        using FileStream stream = new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose });
    }

    private static void Empty(string path)
    {
        using FileStream stream = File.Open(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
    }
}
