using ActorLab.Cli.CommandLine;
using ActorLab.Core.Report;
using ActorLab.Reporting;

namespace ActorLab.Cli.Runs;

/// <summary>The files that the traces of one call go to: the one that was named, or, for several runs, one for each with its number before the extension.</summary>
/// <remarks>The first is open before anything runs, so a path that cannot be used costs nobody a run.</remarks>
internal sealed class TraceFiles : IDisposable
{
    public const string Option = "--trace";

    private readonly string _path;
    private readonly bool _several;
    private readonly string[] _untouchable;
    private readonly List<string> _failures = [];
    private FileStream? _first;
    private int _runs;

    private TraceFiles(string path, bool several, string[] untouchable)
    {
        _path = path;
        _several = several;
        _untouchable = untouchable;
    }

    /// <param name="path">As it was typed.</param>
    /// <param name="several">Whether there will be more than one run.</param>
    /// <param name="untouchable">Files of the call that a trace must not replace.</param>
    /// <param name="problems">Takes the reason when the file cannot be used.</param>
    public static TraceFiles? Open(string path, bool several, IEnumerable<string> untouchable, ICollection<Diagnostic> problems)
    {
        var files = new TraceFiles(path, several, [.. untouchable]);
        try
        {
            files._first = files.Create(1);
            return files;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(Problem.UnusableFile(Option, $"expected a file that can be written: {failure.Message}"));
            return null;
        }
    }

    /// <summary>The file of the next run; null if it cannot be had.</summary>
    public FileStream? Next()
    {
        _runs++;
        if (_first is { } first)
        {
            _first = null;
            return first;
        }

        try
        {
            return Create(_runs);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Fail(PathOf(_runs), failure.Message);
            return null;
        }
    }

    public void Fail(string path, string reason) => _failures.Add($"the trace {path} is not complete: {reason}");

    /// <summary>Says what is missing.</summary>
    /// <returns>The exit code for it.</returns>
    public int Report(TextWriter error)
    {
        foreach (string failure in _failures) error.WriteLine($"actorlab: {VerdictText.Printable(failure)}");
        return _failures.Count == 0 ? ExitCode.Holds : ExitCode.Infrastructure;
    }

    public void Dispose() => _first?.Dispose();

    private string PathOf(int run) =>
        _several ? Path.Combine(Path.GetDirectoryName(_path) ?? "", $"{Path.GetFileNameWithoutExtension(_path)}-{run}{Path.GetExtension(_path)}") : _path;

    private FileStream Create(int run) => KeptFile.Create(PathOf(run), _untouchable);
}
