using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.ProcessQueue;

/// <summary>Row E20, the second missing script: a queue between two processes, ended by a sentinel.</summary>
internal sealed class ProcessQueueExperiment : ICaseExperiment
{
    public const string CanonicalName = "process-queue";

    private const string OnlyCase = "one-to-one";
    private const int Items = 50;
    private const int Capacity = 8;

    public string Name => CanonicalName;

    public string Row => "E20";

    public string Summary => "a queue between a process that fills it and one that empties it, ended by a sentinel";

    public bool HasSize => false;

    public Task<ImmutableArray<CaseReport>> RunAsync(CaseOptions options, IEngine engine, CancellationToken interrupt) => CaseRun.AllAsync(
        [OnlyCase],
        name => CaseRun.RunAsync(CanonicalName, name, new ProcessQueueDefinition(Items, Capacity, options.Seed).Build(), engine, Judge, interrupt),
        interrupt);

    public string Lesson(ImmutableArray<CaseReport> cases) => cases is [{ Outcome: RunOutcome.Completed } report]
        ? $"a queue between processes keeps the order of what one producer puts in: {report.Figures[0].Value} items came out as they went in, no more than {report.Figures[1].Value} waited, "
            + "and one sentinel told the consumer that there is no more, where asking whether the queue is empty would only tell that it is empty now"
        : "";

    private static Judgement Judge(RunResult result)
    {
        if (result.Outbox.OfType<ProcessQueueEnded>().SingleOrDefault() is not var (taken, sentinels, queue)) return CaseRun.NobodyCanTell("nothing came out of the queue");
        if (sentinels == 0 || queue.LostProducers > 0) return CaseRun.NobodyCanTell("a process was lost");
        bool inOrder = taken.Select(t => t.Number).SequenceEqual(Enumerable.Range(1, Items).Select(i => (long)i));
        return new Judgement(
            [
                new Figure("items", taken.Length, FigureUnit.Count),
                new Figure("most that waited", queue.Peak, FigureUnit.Count),
                new Figure("sentinels", sentinels, FigureUnit.Count),
            ],
            [
                CaseRun.Check("order", inOrder, inOrder ? $"items 1 to {Items} came out once each, in order" : $"{taken.Length} items came out, not 1 to {Items} in order"),
                CaseRun.Check("bound", queue.Peak <= Capacity, $"{queue.Peak} items waited at most, {Capacity} may"),
                CaseRun.Check("sentinel", sentinels == 1 && queue.Held == 0, $"{sentinels} sentinel for one consumer"),
            ]);
    }
}
