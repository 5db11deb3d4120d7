using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.LargeState;

/// <summary>Row E14: three ways round an interpreter lock for work on one large object, and what each of them costs.</summary>
internal sealed class LargeStateExperiment : ICaseExperiment
{
    public const string CanonicalName = "large-state";

    private const string Makespan = "makespan";
    private const string HandOver = "hand-over";
    private const string BytesMoved = "bytes moved";

    public string Name => CanonicalName;

    public string Row => "E14";

    public string Summary => "a large object sent to processes, shared by threads, or used by compiled code";

    public bool HasSize => true;

    public ImmutableArray<string> CaseNames => LargeStateDefinition.Cases;

    public ImmutableArray<PlanOrigin> Origins(CaseOptions options) => [.. options.Of(LargeStateDefinition.Cases).Select(name => Definition(name, options).Origin)];

    public Task<ImmutableArray<CaseReport>> RunAsync(CaseOptions options, IEngine engine, CancellationToken interrupt) =>
        CaseRun.AllAsync(options.Of(LargeStateDefinition.Cases), name => RunCaseAsync(Definition(name, options), engine, interrupt), interrupt);

    public string Lesson(ImmutableArray<CaseReport> cases)
    {
        if (cases.Length != LargeStateDefinition.Cases.Length || cases.Any(c => c.Outcome != RunOutcome.Completed || c.Figures.IsEmpty)) return "";
        long processes = Value(cases[0], Makespan), handOver = Value(cases[0], HandOver);
        return $"sending large state between processes is the price: {Mebibytes(Value(cases[0], BytesMoved))} MiB moved, {100 * handOver / Math.Max(1, processes)} % of the time of the processes; "
            + $"threads move nothing and took {Ratio(Value(cases[1], Makespan), processes)} of that time under the interpreter lock, compiled code {Ratio(Value(cases[2], Makespan), processes)}";
    }

    private static LargeStateDefinition Definition(string name, CaseOptions options) => new(name, options.Megabytes, options.Workers, options.Seed, options.Machine);

    private static Task<CaseReport> RunCaseAsync(LargeStateDefinition definition, IEngine engine, CancellationToken interrupt) =>
        CaseRun.RunAsync(CanonicalName, definition.Case, definition.Build(), engine, r => Judge(definition, r), interrupt);

    private static Judgement Judge(LargeStateDefinition definition, RunResult result)
    {
        if (result.Outbox.OfType<LargeStateEnded>().SingleOrDefault() is not { } ended) return CaseRun.NobodyCanTell("a worker was lost");
        long expected = definition.Case == LargeStateDefinition.Processes ? definition.SizeBytes * definition.Workers : 0;
        ImmutableArray<CheckResult> checks = [CaseRun.Check("moved", ended.BytesMoved == expected, $"{ended.BytesMoved} bytes were sent to other processes, expected {expected}")];
        if (ended.Sum is { } sum)
        {
            long known = SumOf(definition);
            checks = checks.Add(CaseRun.Check("sum", sum == known, $"the sum is {sum}, expected {known}"));
        }

        return new Judgement(
            [
                new Figure(Makespan, ended.Makespan.Nanoseconds, FigureUnit.Nanoseconds),
                new Figure(HandOver, ended.HandOver.Nanoseconds, FigureUnit.Nanoseconds),
                new Figure(BytesMoved, ended.BytesMoved, FigureUnit.Bytes),
                new Figure("pieces", ended.Pieces, FigureUnit.Count),
            ],
            checks);
    }

    /// <summary>The plain way, as a check on both others.</summary>
    private static long SumOf(LargeStateDefinition definition)
    {
        long sum = 0;
        foreach (byte value in LargeObject.Make(definition.SizeBytes, definition.Seed)) sum += value;
        return sum;
    }

    private static long Value(CaseReport report, string figure) => report.Figures.First(f => f.Name == figure).Value;

    private static long Mebibytes(long bytes) => bytes >> 20;

    private static string Ratio(long time, long reference) => $"{(double)time / Math.Max(1, reference):0.00#}x";
}
