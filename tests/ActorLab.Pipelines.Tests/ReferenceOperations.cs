using System.Collections.Immutable;
using System.Globalization;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Tests;

/// <summary>What stages make of streams: the simplest program that does it, in one place.</summary>
internal static class ReferenceOperations
{
    public static ReferenceStream Source(string name, SourceOperation operation, ulong seed) => operation switch
    {
        NumberRangeSource(var first, var last) => new ReferenceStream
        {
            Items = [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => new PipelineItem(i + 1, new NumberValue(first + i), i + 1))],
            Order = ReferenceOrder.InOrder,
            Shape = Shape.Number,
        },
        GeneratorSource { Kind: GeneratedKind.Numbers } generator => new ReferenceStream
        {
            Items = [.. Generated(generator, new RandomStream(seed).Split($"root/{name}"))],
            Order = ReferenceOrder.InOrder,
            Shape = Shape.Number,
            HasKeys = generator.Keys > 0,
        },
        _ => throw new ArgumentException(operation.Keyword, nameof(operation)),
    };

    private static IEnumerable<PipelineItem> Generated(GeneratorSource source, RandomStream random)
    {
        for (long i = 1; i <= source.Count; i++)
        {
            long number = random.NextInt64(0, 999_999);
            yield return new PipelineItem(i, new NumberValue(number), i, source.Keys > 0 ? $"k{random.NextInt64(1, source.Keys)}" : null);
        }
    }

    /// <summary>What an operation makes of the items of a stream that keeps its order.</summary>
    public static ReferenceStream Apply(StageDefinition stage, ReferenceStream input, ulong seed) => stage.Operation switch
    {
        MapOperation(var call) => input with { Items = [.. input.Items.Select(i => i with { Value = Mapped(call, i) })], Shape = ShapeOf(call, input.Shape) },
        FilterOperation(var call) => Thinned(input) with { Items = [.. input.Items.Where(i => Holds(call, i.Value))] },
        FlatMapOperation(var call) => Thinned(input) with { Items = [.. input.Items.SelectMany(i => PartsOf(call, i))], Shape = ShapeOf(call, input.Shape) },
        KeyByOperation(var call) => input with { Items = [.. input.Items.Select(i => i with { Key = KeyOf(call, i.Value) })], HasKeys = true },
        CountByKeyOperation => CountedByKey(input),
        BatchOperation(var size, _) => Grouped(input, Batches(input.Items, size)),
        WindowOperation(var size, var every) => Grouped(input, Windows(input.Items, size, every)),
        FailSomeOperation some => Failing(stage, some, input, seed).Passed,
        DelayOperation or BusyOperation or PassOperation => input,
        _ => throw new ArgumentException(stage.Operation.Keyword, nameof(stage)),
    };

    /// <summary>Where not every item makes one, nobody knows what missing ones would have made.</summary>
    private static ReferenceStream Thinned(ReferenceStream input) => input with { Count = null, Losses = input.Known == Knowledge.Exact ? input.Losses : null };

    private static IMessage Mapped(FunctionCall call, PipelineItem item) => call.Name switch
    {
        "identity" => item.Value,
        "add" => new NumberValue(Number(item.Value) + Argument(call)),
        "multiply" => new NumberValue(Number(item.Value) * Argument(call)),
        "length" => new NumberValue(item.Value is ListValue list ? list.Items.Length : Line(item.Value).Length),
        "sum" => new NumberValue(((ListValue)item.Value).Items.Sum(Number)),
        "upper" => new TextValue(Line(item.Value).ToUpperInvariant()),
        "show" => new TextValue(Shown(item)),
        _ => throw new ArgumentException(call.Name, nameof(call)),
    };

    /// <summary>The key and the value of an item.</summary>
    public static string Shown(PipelineItem item) => $"{item.Key ?? "-"}={Line(item.Value)}";

    private static bool Holds(FunctionCall call, IMessage value) => call.Name switch
    {
        "even" => Number(value) % 2 == 0,
        "odd" => Number(value) % 2 == 1,
        "less-than" => Number(value) < Argument(call),
        "longer-than" => Line(value).Length > Argument(call),
        _ => throw new ArgumentException(call.Name, nameof(call)),
    };

    private static IEnumerable<PipelineItem> PartsOf(FunctionCall call, PipelineItem item)
    {
        IMessage[] values = call.Name switch
        {
            "characters" => [.. Line(item.Value).Select(c => new TextValue(c.ToString()))],
            "repeat" => [.. Enumerable.Repeat(item.Value, (int)Argument(call))],
            "items" => [.. ((ListValue)item.Value).Items],
            _ => throw new ArgumentException(call.Name, nameof(call)),
        };
        return values.Length == 1
            ? [item with { Value = values[0] }]
            : values.Select((v, i) => item with { Value = v, Split = (item.Split ?? SequencePath.Of(item.Number)).Child(i, values.Length) });
    }

    private static string KeyOf(FunctionCall call, IMessage value) => call.Name switch
    {
        "self" => Line(value),
        "modulo" => (Number(value) % Argument(call)).ToString(CultureInfo.InvariantCulture),
        "length" => Line(value).Length.ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentException(call.Name, nameof(call)),
    };

    public static Shape ShapeOf(FunctionCall call, Shape input) => call.Name switch
    {
        "add" or "multiply" or "length" or "sum" => Shape.Number,
        "characters" or "show" or "upper" => Shape.Text,
        "items" => input.Element!,
        _ => input,
    };

    private static ReferenceStream CountedByKey(ReferenceStream input)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        ImmutableArray<PipelineItem> items =
        [
            .. input.Items.Select(i =>
            {
                int count = counts[i.Key!] = counts.GetValueOrDefault(i.Key!) + 1;
                return i with { Value = new TextValue($"{i.Key} {count}") };
            }),
        ];

        // The same numbers come up in any order of the items, but not for the same items.
        bool inOrder = input.Order is ReferenceOrder.InOrder or ReferenceOrder.KeysInOrder;
        return input with { Items = items, Shape = Shape.Text, IsTied = input.IsTied && inOrder && input.Known == Knowledge.Exact };
    }

    private static IEnumerable<ImmutableArray<PipelineItem>> Batches(ImmutableArray<PipelineItem> items, int size) => items.Chunk(size).Select(c => c.ToImmutableArray());

    private static IEnumerable<ImmutableArray<PipelineItem>> Windows(ImmutableArray<PipelineItem> items, int size, int every)
    {
        for (int end = size; end <= items.Length; end += every) yield return items[(end - size)..end];
    }

    private static ReferenceStream Grouped(ReferenceStream input, IEnumerable<ImmutableArray<PipelineItem>> groups)
    {
        ImmutableArray<PipelineItem> lists = [.. groups.Select((g, i) => ListOf(g, i + 1))];
        int? count = input.Known == Knowledge.Exact ? lists.Length : null;
        return Renumbered(input with { Items = lists, Shape = Shape.ListOf(input.Shape), HasKeys = false }, input.IsSequence, count);
    }

    private static PipelineItem ListOf(IReadOnlyList<PipelineItem> items, int number) => new(
        number, new ListValue([.. items.Select(i => i.Value)]), items[0].Origin, items.All(i => i.Key == items[0].Key) ? items[0].Key : null);

    private static ReferenceStream Renumbered(ReferenceStream stream, bool isExact, int? count) => isExact
        ? stream with { Order = ReferenceOrder.InOrder, Known = Knowledge.Exact, Count = null, IsTied = true, Losses = [] }
        : stream with { Order = ReferenceOrder.Mixed, Known = Knowledge.Nothing, Count = count, IsTied = false, Losses = null };

    /// <summary>What a stage that lets attempts fail passes on, and what it gives up.</summary>
    public static (ReferenceStream Passed, ReferenceStream GivenUp) Failing(StageDefinition stage, FailSomeOperation some, ReferenceStream input, ulong seed)
    {
        if (input.Known == Knowledge.Nothing || !input.IsTied)
        {
            ReferenceStream unknown = input with { Known = Knowledge.Nothing, Count = null, Order = ReferenceOrder.Mixed, Losses = null };
            return (unknown, unknown);
        }

        ulong chance = new RandomStream(seed).Split($"root/{stage.Name}").Seed;
        ImmutableArray<PipelineItem> givenUp =
            [.. input.Items.Where(i => Enumerable.Range(0, stage.Retry.Attempts ?? 1).All(a => Fails(some, i, a, chance)))];
        ReferenceStream thinned = Thinned(input);
        return (thinned with { Items = [.. input.Items.Where(i => !givenUp.Contains(i, ReferenceEqualityComparer.Instance))] }, thinned with { Items = givenUp, Order = ReferenceOrder.Mixed });
    }

    private static bool Fails(FailSomeOperation some, PipelineItem item, int attempt, ulong chance)
    {
        if (some.Every is { } every) return item.Number % every == 0;
        ulong hash = StableHash.Combine(StableHash.Combine(chance, item.Fingerprint), (ulong)attempt);
        return (hash >> 11) * (1.0 / (1UL << 53)) < some.Share;
    }

    /// <summary>The streams of several stages as one.</summary>
    public static ReferenceStream Join(FanIn fanIn, IReadOnlyList<ReferenceStream> inputs)
    {
        bool areSequences = inputs.All(i => i.IsSequence);
        var both = new ReferenceStream
        {
            Items = [.. inputs.SelectMany(i => i.Items)],
            Order = ReferenceOrder.Mixed,
            Shape = inputs.All(i => i.Shape == inputs[0].Shape) ? inputs[0].Shape : Shape.Any,
            Known = inputs.Max(i => i.Known),
            Count = inputs.All(i => CountOf(i) is not null) ? inputs.Sum(CountOf) : null,
            HasKeys = inputs.All(i => i.HasKeys),
            IsTied = inputs.All(i => i.IsTied),
            IsForked = inputs.Any(i => i.IsForked),
            Losses = inputs.All(i => i.Losses is not null) ? [.. inputs.SelectMany(i => i.Losses!.Value)] : null,
        };
        switch (fanIn)
        {
            case FanIn.Merge: return both;
            case FanIn.Concat when areSequences: return Renumbered(both with { Items = Numbered(both.Items) }, true, null);
            case FanIn.OrderedMerge when areSequences: return Renumbered(both with { Items = Numbered(Merged(inputs)) }, true, null);
            case FanIn.Concat or FanIn.OrderedMerge: return both with { IsTied = false };
            case FanIn.Zip:
                int count = inputs.Min(i => i.Items.Length);
                ReferenceStream zipped = both with
                {
                    Items = [.. Enumerable.Range(0, count).Select(n => ListOf([.. inputs.Select(i => i.Items[n])], n + 1))],
                    Shape = Shape.ListOf(both.Shape),
                    HasKeys = false,
                };
                return Renumbered(zipped, areSequences, inputs.All(i => CountOf(i) is not null) ? inputs.Min(CountOf) : null);
            default: throw new ArgumentOutOfRangeException(nameof(fanIn));
        }
    }

    private static int? CountOf(ReferenceStream stream) => stream.Known == Knowledge.Exact ? stream.Items.Length : stream.Count;

    private static ImmutableArray<PipelineItem> Numbered(IEnumerable<PipelineItem> items) => [.. items.Select((item, i) => item with { Number = i + 1, Split = null })];

    /// <summary>Always the least of those that come next.</summary>
    private static List<PipelineItem> Merged(IReadOnlyList<ReferenceStream> inputs)
    {
        var merged = new List<PipelineItem>();
        int[] next = new int[inputs.Count];
        while (true)
        {
            int least = -1;
            for (int i = 0; i < inputs.Count; i++)
                if (next[i] < inputs[i].Items.Length && (least < 0 || Compare(inputs[i].Items[next[i]], inputs[least].Items[next[least]]) < 0)) least = i;
            if (least < 0) return merged;
            merged.Add(inputs[least].Items[next[least]++]);
        }
    }

    public static int Compare(PipelineItem a, PipelineItem b) =>
        a.Origin != b.Origin ? a.Origin.CompareTo(b.Origin) : (a.Split ?? SequencePath.Of(a.Number)).CompareTo(b.Split ?? SequencePath.Of(b.Number));

    private static long Number(IMessage value) => ((NumberValue)value).Number;

    private static string Line(IMessage value) => ((ItemValue)value).Line;

    private static long Argument(FunctionCall call) => long.Parse(call.Arguments[0], CultureInfo.InvariantCulture);
}
