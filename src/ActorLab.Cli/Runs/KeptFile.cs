using ActorLab.Cli.CommandLine;
using ActorLab.Pipelines.Results;

namespace ActorLab.Cli.Runs;

/// <summary>A file that a command makes or replaces because the user named it.</summary>
internal static class KeptFile
{
    /// <summary>Makes or empties it.</summary>
    /// <param name="path">As it was typed.</param>
    /// <param name="untouchable">Files of the call that it must not replace.</param>
    /// <exception cref="IOException">It is one of those, a folder, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static FileStream Create(string path, IReadOnlyCollection<string> untouchable)
    {
        if (Directory.Exists(path)) throw new IOException($"{path} is a folder");
        // By its name first: where neither exists yet, opening one would make both.
        if (untouchable.FirstOrDefault(u => Path.GetFullPath(u) == Path.GetFullPath(path)) is { } same) throw new IOException($"{path} is the same file as {same}, which this run needs itself");
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            FileIdentity identity = FileIdentity.Of(path);
            if (untouchable.FirstOrDefault(u => File.Exists(u) && FileIdentity.Of(u) == identity) is { } linked) throw new IOException($"{path} is the same file as {linked}, which this run needs itself");
            // What a device or a pipe has taken stays taken.
            if (identity.IsRegular) file.SetLength(0);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The same for text.</summary>
    /// <param name="path">As it was typed.</param>
    /// <param name="option">Where.</param>
    /// <param name="untouchable">Files of the call that it must not replace.</param>
    /// <param name="problems">Takes the reason when it cannot be had.</param>
    public static StreamWriter? TryCreateText(string path, string option, IReadOnlyCollection<string> untouchable, ICollection<Diagnostic> problems)
    {
        try
        {
            return new StreamWriter(Create(path, untouchable)) { NewLine = "\n" };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(Problem.UnusableFile(option, $"expected a file that can be written: {failure.Message}"));
            return null;
        }
    }
}
