using System.Collections.Immutable;
using System.Globalization;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>A pipeline drawn from a seed, and what must come to each of its sinks. It has no fault that would be found before the start: what joins wait for can always come, and order is asked for only where it can be had.</summary>
internal sealed class RandomPipeline
{
    /// <summary>Of streams that are still split or repeated; the others get longer only by joining.</summary>
    private const int MaxItems = 300;

    private readonly RandomStream _random;
    private readonly ulong _seed;
    private readonly string _directory;
    private readonly List<StageDefinition> _stages = [];
    private readonly List<Head> _heads = [];
    private readonly List<ReferenceStream> _givenUp = [];
    private readonly List<Expectation> _expectations = [];
    private readonly Dictionary<string, int> _made = new(StringComparer.Ordinal);

    private RandomPipeline(ulong seed, int steps, string directory)
    {
        _seed = seed;
        _directory = directory;
        _random = new RandomStream(seed).Split("graph");
        for (int sources = Pick(1, 3); sources > 0; sources--) AddSource();
        for (; steps > 0; steps--) Step();
        while (_heads.Count > 0) AddSink();
        AddDeadLetters();
        Definition = new PipelineDefinition { Name = $"seed-{seed}", Stages = [.. _stages], Window = OneOf(1, 3, 16, 1024) };
    }

    /// <summary>Stages that nothing has been attached to, and the stream that they give; several if a stream was shared out and is to be brought together.</summary>
    private sealed record Head(ImmutableArray<string> Stages, ReferenceStream Stream);

    /// <summary>What must come to sinks, taken together.</summary>
    /// <param name="IsShown">Lines begin with the key of the item.</param>
    internal sealed record Expectation(ImmutableArray<string> Files, ReferenceStream Stream, bool IsShown);

    public PipelineDefinition Definition { get; }

    public IReadOnlyList<Expectation> Expectations => _expectations;

    /// <summary>The most steps that a pipeline is made in.</summary>
    public static int StepsOf(ulong seed) => (int)new RandomStream(seed).Split("steps").NextInt64(1, 8);

    /// <param name="seed">Of the pipeline, and of its run.</param>
    /// <param name="steps">Fewer give the beginning of the same pipeline.</param>
    /// <param name="directory">Where its sinks write, with a slash.</param>
    public static RandomPipeline Of(ulong seed, int steps, string directory) => new(seed, steps, directory);

    private int Pick(int least, int most) => (int)_random.NextInt64(least, most);

    private bool Chance(int percent) => Pick(1, 100) <= percent;

    private T OneOf<T>(params T[] choices) => choices[Pick(0, choices.Length - 1)];

    private string Name(string kind)
    {
        int number = _made[kind] = _made.GetValueOrDefault(kind) + 1;
        return $"{kind}-{number}";
    }

    private void AddSource()
    {
        int count = OneOf(0, 1, 7, 20, 40, 40, 40, 200);
        SourceOperation operation = Chance(50) ? new NumberRangeSource(1, count) : new GeneratorSource(count, GeneratedKind.Numbers, OneOf(0, 1, 3, 5));
        if (Chance(10)) operation = operation with { Interval = new ConstantDistribution(SimDuration.FromMicroseconds(10)) };
        string name = Name("source");
        _stages.Add(Stage(name, operation));
        _heads.Add(new Head([name], ReferenceOperations.Source(name, operation, _seed)));
    }

    private void Step()
    {
        switch (Pick(1, 100))
        {
            case <= 12: Broadcast(); break;
            case <= 20: SplitAndJoin(); break;
            case <= 34: Share(); break;
            case <= 42: Merge(); break;
            case <= 50: JoinStreams(); break;
            default: Continue(Take()); break;
        }
    }

    private Head Take(Predicate<Head>? suits = null)
    {
        List<Head> among = suits is null ? _heads : _heads.FindAll(suits);
        Head head = among[Pick(0, among.Count - 1)];
        _heads.Remove(head);
        return head;
    }

    /// <summary>One stage more.</summary>
    private void Continue(Head head) => _heads.Add(Attach(OperationFor(head.Stream), head.Stages, head.Stream, FanIn.Merge));

    private void Broadcast()
    {
        Head head = Take();
        for (int branches = Pick(2, 3); branches > 0; branches--)
        {
            ReferenceStream forked = head.Stream with { IsForked = true };
            _heads.Add(Attach(OperationFor(forked), head.Stages, forked, FanIn.Merge));
        }
    }

    /// <summary>All items go two ways on which none is lost, and are joined again.</summary>
    private void SplitAndJoin()
    {
        static bool Suits(Head head) => head.Stream.IsSequence && head.Stages.Length == 1 && IsSorted(head.Stream);
        if (!_heads.Exists(Suits)) return;
        Head head = Take(Suits);
        Head one = AttachInOrder(head), other = AttachInOrder(head);
        FanIn fanIn = OneOf(FanIn.Zip, FanIn.OrderedMerge);
        ReferenceStream joined = ReferenceOperations.Join(fanIn, [one.Stream, other.Stream]) with { IsForked = head.Stream.IsForked };
        _heads.Add(Attach(OperationFor(joined), [.. one.Stages, .. other.Stages], joined, fanIn));
    }

    /// <summary>An ordered merge of two streams that were one goes step by step only if it follows its places.</summary>
    private static bool IsSorted(ReferenceStream stream) => stream.Items.Zip(stream.Items.Skip(1)).All(p => ReferenceOperations.Compare(p.First, p.Second) <= 0);

    private Head AttachInOrder(Head head)
    {
        StageOperation operation = head.Stream.Shape == Shape.Number && Chance(50) ? new MapOperation(Call("add", "3")) : new PassOperation();
        StageDefinition stage = Stage(Name("way"), operation, [.. head.Stages]) with { Queue = new QueueDefinition(OneOf(1, 2, 16)) };
        if (Chance(50)) stage = stage with { Workers = Pick(2, 4), Order = ItemOrder.Input, BatchSize = Pick(1, 3), Cost = AnyCost() };
        _stages.Add(stage);
        return new Head([stage.Name], ReferenceOperations.Apply(stage, head.Stream, _seed));
    }

    /// <summary>Each item goes one of several ways on which the same is done with it.</summary>
    private void Share()
    {
        if (!_heads.Exists(h => h.Stages.Length == 1)) return;
        Head head = Take(h => h.Stages.Length == 1);
        FanOut fanOut = head.Stream.HasKeys ? OneOf(FanOut.ConsistentHash, FanOut.Balance, FanOut.RoundRobin) : OneOf(FanOut.Balance, FanOut.RoundRobin);
        int giver = _stages.FindIndex(s => s.Name == head.Stages[0]);
        _stages[giver] = _stages[giver] with { FanOut = fanOut };
        StageOperation operation = ItemOperationFor(head.Stream);
        ReferenceStream worked = head.Stream;
        var branches = ImmutableArray.CreateBuilder<string>();
        for (int ways = Pick(2, 3); ways > 0; ways--)
        {
            StageDefinition stage = Stage(Name("share"), operation, head.Stages[0]) with { Queue = new QueueDefinition(OneOf(1, 3, 16)) };
            if (Chance(50)) stage = stage with { Workers = Pick(1, 3), Cost = AnyCost(), BatchSize = Pick(1, 2) };
            if (head.Stream.Order == ReferenceOrder.InOrder && Chance(30)) stage = stage with { Order = ItemOrder.Input };
            _stages.Add(stage);
            branches.Add(stage.Name);
            worked = ReferenceOperations.Apply(stage, head.Stream, _seed);
        }

        _heads.Add(new Head(branches.ToImmutable(), Scattered(worked)));
    }

    private void Merge()
    {
        if (_heads.Count < 2) return;
        Head one = Take(), other = Take();
        ReferenceStream merged = ReferenceOperations.Join(FanIn.Merge, [one.Stream, other.Stream]);
        _heads.Add(Attach(OperationFor(merged), [.. one.Stages, .. other.Stages], merged, FanIn.Merge));
    }

    /// <summary>Only one of the streams may come from a stage that gives to others too: two could each keep the other waiting.</summary>
    private void JoinStreams()
    {
        if (_heads.FindAll(h => h.Stages.Length == 1).Count < 2) return;
        Head one = Take(h => h.Stages.Length == 1);
        if (!_heads.Exists(Suits))
        {
            _heads.Add(one);
            return;
        }

        Head other = Take(Suits);
        FanIn fanIn = OneOf(FanIn.Zip, FanIn.Concat, FanIn.OrderedMerge);
        ReferenceStream joined = ReferenceOperations.Join(fanIn, [one.Stream, other.Stream]);
        _heads.Add(Attach(OperationFor(joined), [.. one.Stages, .. other.Stages], joined, fanIn));

        bool Suits(Head head) => head.Stages.Length == 1 && !(head.Stream.IsForked && one.Stream.IsForked);
    }

    private Head Attach(StageOperation operation, ImmutableArray<string> from, ReferenceStream input, FanIn fanIn)
    {
        StageDefinition stage = Stage(Name(operation.Keyword), operation, [.. from]) with { FanIn = fanIn, Queue = new QueueDefinition(OneOf(1, 2, 5, 16, 64)) };
        (stage, input) = Furnished(stage, input);
        _stages.Add(stage);
        ReferenceStream output = ReferenceOperations.Apply(stage, input, _seed);
        if (operation is FailSomeOperation some && stage.DeadLetters is not null) _givenUp.Add(ReferenceOperations.Failing(stage, some, input, _seed).GivenUp);
        return new Head([stage.Name], After(stage, output));
    }

    /// <summary>Decides who does the work of a stage, in which order, and what its queue does.</summary>
    /// <returns>The stage, and what it gets to work on.</returns>
    private (StageDefinition Stage, ReferenceStream Input) Furnished(StageDefinition stage, ReferenceStream input)
    {
        if (Chance(input.HasKeys || input.Order == ReferenceOrder.Scattered ? 65 : 40)) stage = stage with { Order = OrderFor(stage, input) };
        bool restores = stage.Order == ItemOrder.Input && input.Order != ReferenceOrder.InOrder;
        if (!restores && stage.FanIn == FanIn.Merge && Chance(input.Order == ReferenceOrder.Scattered ? 40 : 15)) (stage, input) = Overflowing(stage, input);
        if (restores) input = input with { Order = ReferenceOrder.InOrder };
        if (stage.Operation is FailSomeOperation)
        {
            var backOff = SimDuration.FromMicroseconds(Pick(0, 1) * 20);
            stage = stage with { OnFailure = FailureAction.DeadLetter, DeadLetters = Chance(60) ? "dead" : null, Retry = new RetryDefinition(Pick(1, 3), backOff, backOff * 4) };
        }

        if (stage.IsSink || stage.Operation.IsGrouping || (!Chance(60) && stage.Order != ItemOrder.PerKey)) return (stage, input);
        int workers = stage.Operation is CountByKeyOperation && stage.Order != ItemOrder.PerKey ? 1 : Pick(stage.Order == ItemOrder.PerKey ? 2 : 1, 4);
        return (stage with
        {
            Workers = workers,
            BatchSize = OneOf(1, 1, 2, 4),
            Cost = AnyCost(),
            Execution = Chance(15) ? WorkerKind.Async : WorkerKind.Threads,
        }, input);
    }

    private Distribution? AnyCost() => Chance(70) ? new UniformDistribution(SimDuration.Zero, SimDuration.FromMicroseconds(20)) : null;

    private ItemOrder OrderFor(StageDefinition stage, ReferenceStream input)
    {
        bool mayBeByKey = input.HasKeys && !stage.IsSink && !stage.Operation.IsGrouping;
        bool mayRestore = input.IsRestorable || input.Order == ReferenceOrder.InOrder;
        return mayBeByKey && (!mayRestore || Chance(70)) ? ItemOrder.PerKey : mayRestore ? ItemOrder.Input : ItemOrder.Arrival;
    }

    private (StageDefinition Stage, ReferenceStream Input) Overflowing(StageDefinition stage, ReferenceStream input)
    {
        if (input.Known == Knowledge.Exact && Chance(input.Order == ReferenceOrder.Scattered ? 80 : 50)) return (stage with { Queue = new QueueDefinition(input.Items.Length + 1, OverflowPolicy.Fail) }, input);
        OverflowPolicy overflow = OneOf(OverflowPolicy.DropNew, OverflowPolicy.DropHead, OverflowPolicy.DropTail, OverflowPolicy.DropBuffer);
        return (stage with { Queue = new QueueDefinition(Pick(1, 4), overflow) }, input with
        {
            Known = input.Known == Knowledge.Exact ? Knowledge.NoOthers : input.Known,
            Count = null,
            Losses = input.Losses is { } losses ? [.. losses, stage.Name] : null,
            Order = input.Order is ReferenceOrder.Scattered ? ReferenceOrder.Mixed : input.Order,
        });
    }

    private static ReferenceStream After(StageDefinition stage, ReferenceStream output)
    {
        bool overtakes = stage.Workers > 1 || stage.Retry.Attempts > 1;
        if (stage.Operation is KeyByOperation && output.Order == ReferenceOrder.KeysInOrder) output = Scattered(output);
        if (!overtakes || stage.Order == ItemOrder.Input || output.Order == ReferenceOrder.Mixed) return output;
        bool keepsKeys = stage.Order == ItemOrder.PerKey && output.Order is ReferenceOrder.InOrder or ReferenceOrder.KeysInOrder && stage.Operation is not KeyByOperation;
        return keepsKeys && stage.Order == ItemOrder.PerKey ? output with { Order = ReferenceOrder.KeysInOrder } : Scattered(output);
    }

    private static ReferenceStream Scattered(ReferenceStream stream) =>
        stream with { Order = stream.Order != ReferenceOrder.Mixed && stream.IsTied && stream.Known == Knowledge.Exact ? ReferenceOrder.Scattered : ReferenceOrder.Mixed };

    private StageOperation OperationFor(ReferenceStream stream)
    {
        if (stream.Items.Length <= MaxItems && Chance(18)) return Chance(50) ? new BatchOperation(Pick(1, 5)) : new WindowOperation(Pick(1, 4), Pick(1, 5));
        if (stream.HasKeys && Chance(30)) return new CountByKeyOperation();
        // What is tried again among others of its key is as rare as it is delicate.
        bool inKeyOrder = stream.HasKeys && stream.Order is ReferenceOrder.InOrder or ReferenceOrder.KeysInOrder;
        if (Chance(inKeyOrder ? 30 : 12)) return Chance(30) ? new FailSomeOperation(FailureKind.Error, 0, Pick(2, 7)) : new FailSomeOperation(FailureKind.Error, 0.3);
        return ItemOperationFor(stream);
    }

    /// <summary>An operation that makes of an item the same whatever went before it.</summary>
    private StageOperation ItemOperationFor(ReferenceStream stream)
    {
        Shape shape = stream.Shape;
        var choices = new List<StageOperation>
        {
            new PassOperation(), new MapOperation(Call("identity")), new KeyByOperation(Call("length")), new KeyByOperation(Call("self")),
            new DelayOperation(new UniformDistribution(SimDuration.Zero, SimDuration.FromMicroseconds(40))),
        };
        if (stream.Items.Length <= MaxItems) choices.Add(new FlatMapOperation(Call("repeat", Pick(0, 3).ToString(CultureInfo.InvariantCulture))));
        if (shape == Shape.Number)
        {
            choices.AddRange([new MapOperation(Call("add", "7")), new MapOperation(Call("multiply", "3")), new FilterOperation(Call("even")), new FilterOperation(Call("odd")),
                new FilterOperation(Call("less-than", "25")), new KeyByOperation(Call("modulo", "3"))]);
            if (stream.Items.Length <= MaxItems) choices.Add(new FlatMapOperation(Call("characters")));
        }
        else if (shape == Shape.Text)
        {
            choices.AddRange([new MapOperation(Call("upper")), new MapOperation(Call("length")), new FilterOperation(Call("longer-than", "3"))]);
        }
        else if (shape.Element is { } element)
        {
            choices.AddRange([new FlatMapOperation(Call("items")), new FlatMapOperation(Call("items")), new MapOperation(Call("length"))]);
            if (element == Shape.Number) choices.Add(new MapOperation(Call("sum")));
        }

        return choices[Pick(0, choices.Count - 1)];
    }

    /// <summary>A sink for a stream, for two of them, or one for each share of a stream.</summary>
    private void AddSink()
    {
        Head head = Take();
        if (head.Stages.Length > 1 && Chance(50))
        {
            ImmutableArray<string> files = [.. head.Stages.Select(from => AddFile(from))];
            _expectations.Add(new Expectation(files, head.Stream with { Order = ReferenceOrder.Mixed }, false));
            return;
        }

        if (_heads.Count > 0 && Chance(20))
        {
            Head other = Take();
            head = new Head([.. head.Stages, .. other.Stages], ReferenceOperations.Join(FanIn.Merge, [head.Stream, other.Stream]));
        }

        bool isShown = head.Stream.Order == ReferenceOrder.KeysInOrder || Chance(60);
        if (isShown)
        {
            StageDefinition show = Stage(Name("show"), new MapOperation(Call("show")), [.. head.Stages]);
            _stages.Add(show);
            head = new Head([show.Name], ReferenceOperations.Apply(show, head.Stream, _seed));
        }

        StageDefinition sink = Stage(Name("out"), new FileSink(_directory + $"out-{_made["out"]}"), [.. head.Stages]) with { Queue = new QueueDefinition(OneOf(1, 7, 64)) };
        (sink, ReferenceStream input) = Furnished(sink, head.Stream);
        _stages.Add(sink);
        _expectations.Add(new Expectation([sink.Name], input, isShown));
    }

    private string AddFile(string from)
    {
        string name = Name("out");
        _stages.Add(Stage(name, new FileSink(_directory + name), from));
        return name;
    }

    private void AddDeadLetters()
    {
        if (!_stages.Exists(s => s.DeadLetters is not null)) return;
        _stages.Add(Stage("dead", new FileSink(_directory + "dead")));
        _expectations.Add(new Expectation(["dead"], ReferenceOperations.Join(FanIn.Merge, _givenUp), false));
    }
}
