using System.Text;
using ActorLab.Core.Report;

namespace ActorLab.Reporting;

/// <summary>Sweeps for people: a table for each subject, a curve, and the laws of scaling that come nearest to it.</summary>
public static class SweepText
{
    /// <summary>A peak beyond so many times of what was tried is not told: the points say little about it.</summary>
    private const double FarBeyond = 4;

    /// <param name="sweeps">One for each subject; at least one.</param>
    /// <param name="widthColumns">Width of the terminal in character cells, or <see cref="PlainTable.Unbounded"/>.</param>
    /// <param name="unicode">Whether curves may be drawn with more than ASCII.</param>
    public static string Render(IReadOnlyList<Sweep> sweeps, int widthColumns, bool unicode) =>
        string.Join('\n', sweeps.Select(s => s.IsConstant ? Constant(s) : Varied(s, widthColumns, unicode)));

    private static string Constant(Sweep sweep)
    {
        ReplicationSummary runs = sweep.Values[0].Runs;
        string time = runs.Makespan.Count == 0 ? FigureText.None : SecondsText.Time(runs.Makespan.Mean);
        return $"{sweep.First.Subject}: {sweep.Key} changes nothing there; {FigureText.Several(runs.Runs, "run")}, {time}\n";
    }

    private static string Varied(Sweep sweep, int widthColumns, bool unicode)
    {
        var text = new StringBuilder($"{sweep.First.Subject}, {sweep.Key} varied: {Heading(sweep)}\n\n");
        text.Append(Table(sweep).Render(widthColumns));
        if (Plot(sweep) is { } plot) text.Append('\n').Append(plot.Render(widthColumns, unicode));
        if (sweep.Amdahl is { } amdahl) text.Append('\n').Append(Amdahl(amdahl)).Append(Universal(sweep.Universal!, sweep.Values.Max(v => v.Number ?? 1)));
        int unfinished = sweep.Values.Sum(v => v.Runs.Unfinished);
        if (unfinished > 0) text.Append($"{FigureText.Several(unfinished, "run")} came to no end and {(unfinished == 1 ? "is" : "are")} not counted\n");
        return text.ToString();
    }

    private static string Heading(Sweep sweep)
    {
        string heading = ReplicationText.Heading(sweep.Values[0].Runs, withAmount: sweep.Values.All(v => v.Runs.First.Amount == sweep.First.Amount));
        return heading + MachinesText.Of(sweep.Values.Select(v => v.Runs.First.Machine));
    }

    private static PlainTable Table(Sweep sweep)
    {
        bool hasAmount = sweep.First.Unit != "run", isParallel = sweep.Kind == SweepKind.Parallelism;
        string least = sweep.Base?.Text ?? "";
        var table = new PlainTable(
        [
            ">" + sweep.Key, "!>makespan", "!>95 % interval",
            .. hasAmount ? [$">{sweep.First.Unit}s/s"] : Array.Empty<string>(),
            $">{(isParallel ? "speed-up" : hasAmount ? "rate" : "speed")} against {least}",
            .. isParallel ? [">efficiency"] : Array.Empty<string>(),
        ]);
        foreach (SweepValue value in sweep.Values)
        {
            ReplicationSummary runs = value.Runs;
            bool hasTime = runs.Makespan.Count > 0;
            table.Add(
            [
                value.Text,
                hasTime ? SecondsText.Time(runs.Makespan.Mean) : FigureText.None,
                hasTime ? SecondsText.Within(ConfidenceInterval.Of(runs.Makespan).HalfWidth, SecondsText.Time) : FigureText.None,
                .. hasAmount ? [hasTime ? SecondsText.Number(runs.PerSecond.Mean) : FigureText.None] : Array.Empty<string>(),
                sweep.SpeedUp(value) is { } speedUp ? FigureText.Times(speedUp) : FigureText.None,
                .. isParallel ? [sweep.Efficiency(value) is { } efficiency ? $"{efficiency * 100:0} %" : FigureText.None] : Array.Empty<string>(),
            ]);
        }

        return table;
    }

    /// <summary>Null where the values are no numbers, or too few for a curve.</summary>
    private static CurvePlot? Plot(Sweep sweep)
    {
        SweepValue[] shown = [.. sweep.Values.Where(v => v is { Number: not null, Runs.Makespan.Count: > 0 })];
        if (sweep.Kind == SweepKind.Choice || shown.Select(v => v.Number).Distinct().Count() < 2 || sweep.Base is not { } reference) return null;
        if (sweep.Kind == SweepKind.Quantity) return new CurvePlot(sweep.Key, "makespan", SecondsText.Time, [.. shown.Select(v => (v.Number!.Value, v.Runs.Makespan.Mean))]);
        double one = reference.Runs.PerSecond.Mean;
        return new CurvePlot(sweep.Key, $"speed-up against {sweep.Key}={reference.Text}", FigureText.Times, [.. shown.Select(v => (v.Number!.Value, sweep.SpeedUp(v)!.Value))])
        {
            Lines =
            [
                .. Line(sweep.Universal!, "universal scalability law", one),
                .. Line(sweep.Amdahl!, "Amdahl", one),
            ],
        };
    }

    private static IEnumerable<(string Name, Func<double, double> Y)> Line(ScalingFit fit, string name, double one) =>
        fit.IsGood ? [(name, x => fit.Throughput(x) / one)] : [];

    private static string Amdahl(ScalingFit fit)
    {
        if (!fit.IsGood) return $"Amdahl: no fit: {fit.Refusal}\n";
        double limit = fit.Amdahl.Limit;
        string most = limit > 10_000 ? "no limit in sight" : $"so at most {FigureText.Times(limit)} however many there are";
        return $"Amdahl: f = {fit.Amdahl.ParallelShare:0.000} of the work can be shared out, {most}; {Error(fit)}\n";
    }

    /// <param name="fit">Good or not.</param>
    /// <param name="most">The largest number that was tried.</param>
    private static string Universal(ScalingFit fit, double most)
    {
        if (!fit.IsGood) return $"universal scalability law: no fit: {fit.Refusal}\n";
        string peak = fit.Universal.Peak switch
        {
            null => "no peak",
            <= 1 => "a second one gains nothing",
            { } far when far > FarBeyond * most => "its peak is far beyond what was tried",
            { } near => $"peak at {near:0.0}",
        };
        return $"universal scalability law: contention σ = {fit.Contention:0.0000}, coherence κ = {fit.Coherence:0.000000}, {peak}; {Error(fit)}\n";
    }

    private static string Error(ScalingFit fit) => $"the fit is {fit.RelativeError * 100:0.0} % out";
}
