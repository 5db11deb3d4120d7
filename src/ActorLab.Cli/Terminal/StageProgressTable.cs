using System.Collections.Immutable;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Reporting;

namespace ActorLab.Cli.Terminal;

/// <summary>Some rows on a terminal that are written over and over: how far each stage of a pipeline is, and which is the slowest. Nothing before two seconds, and nothing where no terminal is.</summary>
/// <param name="title">Stands above the rows.</param>
/// <param name="stages">In the order of the rows.</param>
/// <param name="error">Standard error.</param>
/// <param name="screen">Its terminal; null shows nothing.</param>
/// <param name="clock">Real time.</param>
/// <remarks>Needs a cursor that can be moved up; what is told in one row alone is <see cref="ProgressLine"/>'s.</remarks>
internal sealed class StageProgressTable(string title, ImmutableArray<StageDefinition> stages, TextWriter error, Screen? screen, TimeProvider clock)
{
    private const string EraseToEndOfRow = "\u001b[K", EraseBelow = "\u001b[J", Slowest = "slowest";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly long _started = clock.GetTimestamp();
    private readonly Dictionary<string, StageState> _states = stages.DistinctBy(s => s.Name).ToDictionary(s => s.Name, s => new StageState(s.Workers, clock), StringComparer.Ordinal);
    private long _lastShown;
    private int _rowsShown;

    /// <summary>Called from any thread, as often as anybody likes.</summary>
    public void Report(StageProgress progress)
    {
        if (screen is null) return;
        lock (_gate)
        {
            // Actors that stand before a stage are no stages.
            if (!_states.TryGetValue(progress.Stage, out StageState? state)) return;
            state.Add(progress);
            if (clock.GetElapsedTime(_started) < Patience || (_lastShown != 0 && clock.GetElapsedTime(_lastShown) < Interval)) return;
            _lastShown = clock.GetTimestamp();
            Show(screen);
        }
    }

    /// <summary>Takes the rows away, so that what follows stands where they stood.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_rowsShown == 0) return;
            error.Write($"{Up()}{EraseBelow}");
            _rowsShown = 0;
        }
    }

    private void Show(Screen on)
    {
        string[] rows = [Heading(), .. Rows(on.Rows - 2)];
        error.Write(Up() + string.Concat(rows.Select(row => $"{Fitting(row, on.Columns)}{EraseToEndOfRow}\n")));
        _rowsShown = rows.Length;
    }

    private string Up() => _rowsShown == 0 ? "\r" : $"\r\u001b[{_rowsShown}A";

    private string Heading() => $"{title}, {clock.GetElapsedTime(_started).TotalSeconds:0} s";

    /// <summary>Of more stages than rows, those with the most work are shown.</summary>
    private IEnumerable<string> Rows(int most)
    {
        string? slowest = SlowestStage();
        IEnumerable<string> names = stages.Select(s => s.Name).Distinct();
        if (_states.Count > most)
        {
            HashSet<string> shown = [.. _states.OrderByDescending(s => s.Key == slowest).ThenByDescending(s => s.Value.Share).ThenByDescending(s => s.Value.Waiting).Take(Math.Max(1, most)).Select(s => s.Key)];
            names = names.Where(shown.Contains);
        }

        string[] all = [.. names];
        int width = all.Max(n => n.Length);
        return all.Select(name => $"  {name.PadRight(width)}  {_states[name].Describe()}{(name == slowest ? "  " + Slowest : "")}");
    }

    /// <summary>The one whose workers work the most of the time; where none works for any time, the one before which most items wait.</summary>
    private string? SlowestStage()
    {
        (string name, StageState state) = _states.OrderByDescending(s => s.Value.Share).ThenByDescending(s => s.Value.Waiting).ThenBy(s => s.Key, StringComparer.Ordinal).First();
        return state.Share > 0 || state.Waiting > 0 ? name : null;
    }

    private static string Fitting(string row, int columns) => row.Length < columns ? row : row[..(columns - 1)];

    /// <summary>What is known of a stage.</summary>
    private sealed class StageState(int workers, TimeProvider clock)
    {
        private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(1);
        private static readonly TimeSpan Stale = TimeSpan.FromSeconds(3);

        private StageProgress? _last;
        private long _windowPassed, _windowStart = clock.GetTimestamp();
        private double _rate;

        /// <summary>Time at work for each worker, in seconds of the engine's clock.</summary>
        public double Share => (_last?.Busy.TotalSeconds ?? 0) / workers;

        public int Waiting => _last?.Waiting ?? 0;

        public void Add(StageProgress progress)
        {
            _last = progress;
            TimeSpan elapsed = clock.GetElapsedTime(_windowStart);
            if (elapsed < RateWindow) return;
            _rate = (progress.Passed - _windowPassed) / elapsed.TotalSeconds;
            _windowPassed = progress.Passed;
            _windowStart = clock.GetTimestamp();
        }

        public string Describe()
        {
            if (_last is not { } last) return "nothing yet";
            TimeSpan since = clock.GetElapsedTime(_windowStart);
            // One that says nothing has done next to nothing since.
            double rate = since > Stale ? (last.Passed - _windowPassed) / since.TotalSeconds : _rate;
            return $"{FigureText.Count(last.Passed),13}  {FigureText.Rate(rate),9}/s  {FigureText.Count(last.Waiting),7} waiting  {FigureText.Count(last.InFlight),6} in flight";
        }
    }
}
