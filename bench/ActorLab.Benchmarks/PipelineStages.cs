using System.Diagnostics;
using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Primitives;
using ActorLab.Core.Verify;
using ActorLab.Local;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;
using ActorLab.Pipelines.Planning;
using ActorLab.Pipelines.Results;

namespace ActorLab.Benchmarks;

/// <summary>The bounded pipeline of three stages behind a source, in order: two that add a number and one that takes what comes; one operation is one number that went through all of it.</summary>
internal static class PipelineStages
{
    public const int BatchSize = 64;

    private const int Capacity = 1_024;
    private const int BatchCapacity = 256;

    private sealed record Numbers(long[] Values) : IMessage;

    public static Comparison[] Comparisons(bool toy)
    {
        long items = toy ? 2_000 : 3_000_000, baseline = toy ? 2_000 : 1_000_000;
        long batched = toy ? 6_400 : 64_000_000, batchedBaseline = toy ? 6_400 : 16_000_000;
        return
        [
            new($"pipeline-stages, a message an item, {Capacity} in a queue", () => Actors(items), "Channel", () => Channels(baseline), 15),
            new($"pipeline-stages, a message an item, {Capacity} in a queue", () => Actors(items), "Dataflow", () => Dataflow(baseline), 15),
            new($"pipeline-stages, batches of {BatchSize}, {BatchCapacity} in a queue", () => BatchedActors(batched), "Channel", () => BatchedChannels(batchedBaseline), 150),
            new($"pipeline-stages, batches of {BatchSize}, {BatchCapacity} in a queue", () => BatchedActors(batched), "Dataflow", () => BatchedDataflow(batchedBaseline), 150),
        ];
    }

    public static Measurement Actors(long items)
    {
        var sum = new Sum();
        FunctionCatalog catalog = FunctionCatalog.BuiltIn
            .With(Map("plus", value => new NumberValue(((NumberValue)value).Number + 1)))
            .With(Map("plus-and-sum", value =>
            {
                long number = ((NumberValue)value).Number + 1;
                sum.Value += number;
                return new NumberValue(number);
            }));
        double seconds = Run(new NumberRangeSource(1, items), "plus", "plus-and-sum", Capacity, items, catalog);
        Expect(sum.Value, items);
        return new Measurement(items, seconds);
    }

    private static Measurement BatchedActors(long items)
    {
        var sum = new Sum();
        FunctionCatalog catalog = FunctionCatalog.BuiltIn
            .With(Map("fill", value => new Numbers(Filled(((NumberValue)value).Number))))
            .With(Map("plus-and-sum", value =>
            {
                long[] numbers = Plus(((Numbers)value).Values);
                foreach (long number in numbers) sum.Value += number;
                return new Numbers(numbers);
            }));
        double seconds = Run(new NumberRangeSource(0, (items / BatchSize) - 1), "fill", "plus-and-sum", BatchCapacity, items / BatchSize, catalog);
        Expect(sum.Value, items);
        return new Measurement(items, seconds);
    }

    private static Measurement Channels(long items) => Channels(
        items, Capacity, Enumerable.Range(1, (int)items).Select(i => (long)i), number => number + 1, number => number + 1, number => number);

    private static Measurement BatchedChannels(long items) => Channels(
        items, BatchCapacity, Enumerable.Range(0, (int)(items / BatchSize)).Select(i => (long)i), Filled, Plus, Total);

    private static Measurement Dataflow(long items) => Dataflow(
        items, Capacity, Enumerable.Range(1, (int)items).Select(i => (long)i), number => number + 1, number => number + 1, number => number);

    private static Measurement BatchedDataflow(long items) => Dataflow(
        items, BatchCapacity, Enumerable.Range(0, (int)(items / BatchSize)).Select(i => (long)i), Filled, Plus, Total);

    /// <summary>A task for each stage, and a bounded channel between two of them.</summary>
    private static Measurement Channels<T>(long items, int capacity, IEnumerable<long> source, Func<long, T> first, Func<T, T> second, Func<T, long> total)
    {
        long start = Stopwatch.GetTimestamp();
        Channel<long> one = Bounded<long>(capacity);
        Channel<T> two = Bounded<T>(capacity), three = Bounded<T>(capacity);
        var maker = Task.Run(async () =>
        {
            foreach (long number in source)
                if (!one.Writer.TryWrite(number)) await one.Writer.WriteAsync(number);
            one.Writer.Complete();
        });
        Task firstStage = Stage(one.Reader, two.Writer, first), secondStage = Stage(two.Reader, three.Writer, second);
        var sink = Task.Run(async () =>
        {
            long sum = 0;
            while (await three.Reader.WaitToReadAsync())
                while (three.Reader.TryRead(out T? value)) sum += total(value);
            return sum;
        });
        Task.WhenAll(maker, firstStage, secondStage, sink).GetAwaiter().GetResult();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Expect(sink.Result, items);
        return new Measurement(items, seconds);
    }

    private static Channel<T> Bounded<T>(int capacity) => Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });

    private static Task Stage<TIn, TOut>(ChannelReader<TIn> from, ChannelWriter<TOut> to, Func<TIn, TOut> function) => Task.Run(async () =>
    {
        while (await from.WaitToReadAsync())
        {
            while (from.TryRead(out TIn? value))
            {
                TOut made = function(value);
                if (!to.TryWrite(made)) await to.WriteAsync(made);
            }
        }

        to.Complete();
    });

    private static Measurement Dataflow<T>(long items, int capacity, IEnumerable<long> source, Func<long, T> first, Func<T, T> second, Func<T, long> total)
    {
        long start = Stopwatch.GetTimestamp();
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = capacity, EnsureOrdered = true, SingleProducerConstrained = true };
        var link = new DataflowLinkOptions { PropagateCompletion = true };
        long sum = 0;
        var one = new TransformBlock<long, T>(first, options);
        var two = new TransformBlock<T, T>(second, options);
        var three = new ActionBlock<T>(value => sum += total(value), options);
        one.LinkTo(two, link);
        two.LinkTo(three, link);
        var maker = Task.Run(async () =>
        {
            foreach (long number in source)
                if (!one.Post(number)) await one.SendAsync(number);
            one.Complete();
        });
        Task.WhenAll(maker, three.Completion).GetAwaiter().GetResult();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Expect(sum, items);
        return new Measurement(items, seconds);
    }

    private static double Run(NumberRangeSource source, string first, string second, int capacity, long items, FunctionCatalog catalog)
    {
        var queue = new QueueDefinition(capacity);
        PipelineEnded ended = Run(
            new PipelineDefinition
            {
                Name = "stages",
                Stages =
                [
                    new StageDefinition { Name = "source", Operation = source },
                    new StageDefinition { Name = "first", Operation = new MapOperation(new FunctionCall(first, [])), From = ["source"], Queue = queue },
                    new StageDefinition { Name = "second", Operation = new MapOperation(new FunctionCall(second, [])), From = ["first"], Queue = queue },
                    new StageDefinition { Name = "out", Operation = new VerifierSink([CheckCatalog.Order]), From = ["second"], Queue = queue },
                ],
            },
            catalog);
        long arrived = ended.Figures.Single(f => f.Name == "out").Passed;
        if (arrived != items) throw new InvalidOperationException($"{arrived} items arrived, expected {items}");
        return ended.Elapsed.TotalSeconds;
    }

    /// <summary>Runs a pipeline on the local engine, and lets nothing pass that its verdict finds fault with.</summary>
    internal static PipelineEnded Run(PipelineDefinition definition, FunctionCatalog catalog)
    {
        var machine = new MachineProfile { Name = "real" };
        RunResult result = new LocalEngine().RunAsync(PipelinePlan.Build(definition, catalog, machine, 1), EngineOptions.Default, CancellationToken.None).GetAwaiter().GetResult();
        if (result.Outcome != RunOutcome.Completed) throw new InvalidOperationException(result.Failure);
        PipelineEnded ended = result.Outbox.OfType<PipelineEnded>().Single();
        Verdict verdict = PipelineVerdict.Of(ended, null);
        return verdict.Status == VerdictStatus.Holds ? ended : throw new InvalidOperationException(string.Join("; ", verdict.Checks.Select(c => c.Summary)));
    }

    internal static FunctionEntry Map(string name, Func<IMessage, IMessage> function) => new(name, FunctionRole.Map, [], name, _ => DelegateFunction.Map(function));

    private static long[] Filled(long batch)
    {
        long[] numbers = new long[BatchSize];
        long first = (batch * BatchSize) + 2;
        for (int i = 0; i < numbers.Length; i++) numbers[i] = first + i;
        return numbers;
    }

    private static long[] Plus(long[] numbers)
    {
        long[] more = new long[numbers.Length];
        for (int i = 0; i < more.Length; i++) more[i] = numbers[i] + 1;
        return more;
    }

    private static long Total(long[] numbers)
    {
        long sum = 0;
        foreach (long number in numbers) sum += number;
        return sum;
    }

    private static void Expect(long sum, long items)
    {
        long expected = (items * (items + 1) / 2) + (2 * items);
        if (sum != expected) throw new InvalidOperationException($"the numbers add up to {sum}, expected {expected}");
    }

    private sealed class Sum
    {
        public long Value { get; set; }
    }
}
