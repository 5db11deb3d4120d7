using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;

namespace ActorLab.Benchmarks;

/// <summary>Many items through short queues, with a consumer that is slower than the source: what waits, and what memory is in use early and late in the run.</summary>
internal static class PipelineMemoryTable
{
    private const int Capacity = 16;
    private const int SpinRounds = 10;
    private const double MaxGrowthMebibytes = 1;

    internal sealed record Row(long Items, double Seconds, int PeakWaiting, double EarlyMebibytes, double LateMebibytes);

    public static Row Run(bool toy)
    {
        long items = toy ? 5_000 : 10_000_000;
        double early = 0, late = 0;
        FunctionCatalog catalog = FunctionCatalog.BuiltIn.With(PipelineStages.Map("slow", value =>
        {
            Thread.SpinWait(SpinRounds);
            long number = ((NumberValue)value).Number;
            if (number == items / 10) early = UsedMebibytes();
            if (number == items - Capacity) late = UsedMebibytes();
            return value;
        }));
        var queue = new QueueDefinition(Capacity);
        PipelineEnded ended = PipelineStages.Run(
            new PipelineDefinition
            {
                Name = "memory",
                Stages =
                [
                    new StageDefinition { Name = "source", Operation = new NumberRangeSource(1, items) },
                    new StageDefinition { Name = "slow", Operation = new MapOperation(new FunctionCall("slow", [])), From = ["source"], Queue = queue },
                    new StageDefinition { Name = "out", Operation = new CountSink(), From = ["slow"], Queue = queue },
                ],
            },
            catalog);
        int peak = ended.Figures.Max(f => f.PeakWaiting);
        if (ended.Figures.Single(f => f.Name == "out").Passed != items) throw new InvalidOperationException("items are missing");
        if (peak > Capacity) throw new InvalidOperationException($"{peak} items waited in a queue of {Capacity}");
        if (late - early > MaxGrowthMebibytes) throw new InvalidOperationException($"memory grew from {early:f2} to {late:f2} MiB");
        return new Row(items, ended.Elapsed.TotalSeconds, peak, early, late);
    }

    private static double UsedMebibytes() => GC.GetTotalMemory(forceFullCollection: true) / (double)(1 << 20);
}
