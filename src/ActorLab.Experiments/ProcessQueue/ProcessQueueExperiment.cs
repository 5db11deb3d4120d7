using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.ProcessQueue;

/// <summary>Row E20, the second missing script: a queue between two processes, ended by a sentinel.</summary>
internal sealed class ProcessQueueExperiment : ICaseExperiment
{
    public const string CanonicalName = "process-queue";

    private const string OnlyCase = "one-to-one";

    public string Name => CanonicalName;

    public string Row => "E20";

    public string Summary => "a queue between a process that fills it and one that empties it, ended by a sentinel";

    public bool HasSize => false;

    public ImmutableArray<string> CaseNames => [OnlyCase];

    public ImmutableArray<PlanOrigin> Origins(CaseOptions options) => [Definition(options).Origin];

    public Task<ImmutableArray<CaseReport>> RunAsync(CaseOptions options, IEngine engine, CancellationToken interrupt) => CaseRun.AllAsync(
        CaseNames,
        name => CaseRun.RunAsync(CanonicalName, name, Definition(options).Build(), engine, r => Judge(options, r), interrupt),
        interrupt);

    public string Lesson(ImmutableArray<CaseReport> cases) => cases is [{ Outcome: RunOutcome.Completed } report]
        ? $"a queue between processes keeps the order of what one producer puts in: {report.Figures[0].Value} items came out as they went in, no more than {report.Figures[1].Value} waited, "
            + "and one sentinel told the consumer that there is no more, where asking whether the queue is empty would only tell that it is empty now"
        : "";

    private static ProcessQueueDefinition Definition(CaseOptions options) => new(options.Items, options.Capacity, options.Seed, options.Machine);

    private static Judgement Judge(CaseOptions options, RunResult result)
    {
        if (result.Outbox.OfType<ProcessQueueEnded>().SingleOrDefault() is not var (taken, sentinels, queue)) return CaseRun.NobodyCanTell("nothing came out of the queue");
        if (sentinels == 0 || queue.LostProducers > 0) return CaseRun.NobodyCanTell("a process was lost");
        bool inOrder = taken.Select(t => t.Number).SequenceEqual(Enumerable.Range(1, options.Items).Select(i => (long)i));
        return new Judgement(
            [
                new Figure("items", taken.Length, FigureUnit.Count),
                new Figure("most that waited", queue.Peak, FigureUnit.Count),
                new Figure("sentinels", sentinels, FigureUnit.Count),
            ],
            [
                CaseRun.Check("order", inOrder, inOrder ? $"items 1 to {options.Items} came out once each, in order" : $"{taken.Length} items came out, not 1 to {options.Items} in order"),
                CaseRun.Check("bound", queue.Peak <= options.Capacity, $"{queue.Peak} items waited at most, {options.Capacity} may"),
                CaseRun.Check("sentinel", sentinels == 1 && queue.Held == 0, $"{sentinels} sentinel for one consumer"),
            ]);
    }
}
