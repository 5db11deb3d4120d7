using ActorLab.Core.Model;
using ActorLab.Reporting;

namespace ActorLab.Cli.Terminal;

/// <summary>One line on a terminal that is written over and over: how far a run has come. Nothing before two seconds, and nothing where no terminal is.</summary>
/// <param name="error">Standard error.</param>
/// <param name="isTerminal">False where somebody collects the text.</param>
/// <param name="clock">Real time.</param>
internal sealed class ProgressLine(TextWriter error, bool isTerminal, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private string _what = "";
    private long _started;
    private long _lastShown;
    private int _shownLength;

    public void Begin(string what)
    {
        lock (_gate)
        {
            _what = what;
            _started = clock.GetTimestamp();
            _lastShown = 0;
        }
    }

    /// <summary>Called from any thread, as often as anybody likes.</summary>
    public void Report(Progress progress)
    {
        if (!isTerminal) return;
        lock (_gate)
        {
            TimeSpan elapsed = clock.GetElapsedTime(_started);
            if (elapsed < Patience || (_lastShown != 0 && clock.GetElapsedTime(_lastShown) < Interval)) return;
            _lastShown = clock.GetTimestamp();
            Show(Describe(_what, progress, elapsed));
        }
    }

    /// <summary>Takes the line away, so that what follows stands on a clean row.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_shownLength == 0) return;
            Show("");
            error.Write('\r');
        }
    }

    internal static string Describe(string what, Progress progress, TimeSpan elapsed)
    {
        double rate = progress.Done / elapsed.TotalSeconds;
        string left = rate > 0 ? $"{(progress.Total - progress.Done) / rate:0} s left" : "no item done yet";
        return $"{what}: {FigureText.Count(progress.Done)}/{FigureText.Count(progress.Total)}, {FigureText.Rate(rate)} items/s, {left}";
    }

    /// <summary>Blanks cover what was longer before: no control sequence is needed, so every terminal understands it.</summary>
    private void Show(string text)
    {
        error.Write('\r' + text.PadRight(_shownLength));
        _shownLength = text.Length;
    }
}
