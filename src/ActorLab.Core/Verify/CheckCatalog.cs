using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>All checks there are.</summary>
public static class CheckCatalog
{
    public const string Positional = "positional";
    public const string Order = "order";
    public const string Delivery = "delivery";
    public const string Content = "content";
    public const string Multiset = "multiset";
    public const string NReordering = "n-reordering";
    public const string ReorderingRuns = "reordering-runs";
    public const string Density = "density";
    public const string Disorder = "disorder";
    public const string Resequencer = "resequencer";
    public const string ProducerOrder = "producer-order";
    public const string KeyOrder = "key-order";
    public const string EndOfStream = "end-of-stream";
    public const string Watermark = "watermark";
    public const string CausalOrder = "causal-order";
    public const string QueueAccounting = "queue-accounting";
    public const string QueueLinearizability = "queue-linearizability";

    private const CheckNeeds OneStream = CheckNeeds.Sequence | CheckNeeds.OneProducer;

    /// <summary>In the order in which they are listed.</summary>
    public static readonly ImmutableArray<CheckDescription> All =
    [
        new(Positional, CheckNeeds.Input, "row i is not line i of the input: the check of the tutorials"),
        new(Order, OneStream, "an item came after a later one (RFC 4737)"),
        new(Delivery, CheckNeeds.Sequence, "an item was lost, came twice or was never sent, as far as --delivery forbids it"),
        new(Content, CheckNeeds.Checksum, "a record is not whole, or its checksum does not fit"),
        new(Multiset, CheckNeeds.Input, "the output has other lines than the input, in whatever order"),
        new(NReordering, OneStream, "an item came right behind n later ones (RFC 4737, section 5)"),
        new(ReorderingRuns, OneStream, "a reordered item ended a run (RFC 4737, sections 4.5 and 4.6)"),
        new(Density, OneStream, "an item was out of its place (RFC 5236)"),
        new(Disorder, OneStream, "a pair of items is inverted"),
        new(Resequencer, OneStream, "restoring the order takes a greater buffer than --buffer"),
        new(ProducerOrder, CheckNeeds.Sequence | CheckNeeds.Producer, "an item came after a later one of its producer"),
        new(KeyOrder, CheckNeeds.Sequence | CheckNeeds.Key, "an item came after a later one of its producer and key"),
        new(EndOfStream, CheckNeeds.Sequence | CheckNeeds.Announcement, "a producer announced another end than came"),
        new(Watermark, CheckNeeds.Time, "an item came more than --lateness after its time"),
        new(CausalOrder, CheckNeeds.Clock, "a message was delivered before a cause of it"),
        new(QueueAccounting, CheckNeeds.History, "a value was lost, came twice or was never put in"),
        new(QueueLinearizability, CheckNeeds.History, "no order of the operations explains what they returned"),
    ];

    /// <summary>The check of a name; null if there is none.</summary>
    public static CheckDescription? Find(string name) => All.FirstOrDefault(c => c.Name == name);

    /// <summary>A checker for a stream of numbered items.</summary>
    /// <exception cref="ArgumentException">There is no such check, or it looks at something else.</exception>
    public static IStreamChecker ForStream(string name, StreamLimits limits, StreamNames names) => name switch
    {
        Order => new OrderChecker(limits),
        Delivery => new DeliveryChecker(limits, names),
        Content => new ContentChecker(),
        NReordering => new NReorderingChecker(limits),
        ReorderingRuns => new ReorderingRunsChecker(limits),
        Density => new DensityChecker(limits),
        Disorder => new DisorderChecker(limits),
        Resequencer => new ResequencerChecker(limits),
        ProducerOrder => new ProducerOrderChecker(limits, names),
        KeyOrder => new KeyOrderChecker(limits, names),
        EndOfStream => new EndOfStreamChecker(limits, names),
        Watermark => new WatermarkChecker(limits),
        CausalOrder => new CausalOrderChecker(limits, names),
        _ => throw new ArgumentException($"{name} is no check of a numbered stream", nameof(name)),
    };

    /// <summary>A checker for the history of a queue.</summary>
    /// <exception cref="ArgumentException">There is no such check, or it looks at something else.</exception>
    public static IHistoryChecker ForHistory(string name, StreamLimits limits, StreamNames names) => name switch
    {
        QueueAccounting => new QueueAccounting(limits.Delivery, names),
        QueueLinearizability => new QueueLinearizability(names),
        _ => throw new ArgumentException($"{name} is no check of the history of a queue", nameof(name)),
    };
}
