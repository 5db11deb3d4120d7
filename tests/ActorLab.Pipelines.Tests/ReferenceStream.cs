using System.Collections.Immutable;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Tests;

/// <summary>In which order the items of a stream come, as far as the reference knows.</summary>
internal enum ReferenceOrder
{
    InOrder,

    /// <summary>Those of one key come in order.</summary>
    KeysInOrder,

    /// <summary>In any order, and the right one can be had again.</summary>
    Scattered,

    /// <summary>In any order for good.</summary>
    Mixed,
}

/// <summary>What the reference knows of the items of a stream.</summary>
internal enum Knowledge
{
    Exact,

    /// <summary>No others come, but some may be missing.</summary>
    NoOthers,

    Nothing,
}

/// <summary>What a stream must be, computed item after item, without queues, workers or turns.</summary>
internal sealed record ReferenceStream
{
    /// <summary>In the order of their places.</summary>
    public required ImmutableArray<PipelineItem> Items { get; init; }

    public required ReferenceOrder Order { get; init; }

    public required Shape Shape { get; init; }

    public Knowledge Known { get; init; }

    /// <summary>How many must come where nothing else is known; null for any number.</summary>
    public int? Count { get; init; }

    public bool HasKeys { get; init; }

    /// <summary>Whether each value stands with the number and place that it really has.</summary>
    public bool IsTied { get; init; } = true;

    /// <summary>Whether a stage before it gives its items to several, and not all of that has been brought together again.</summary>
    public bool IsForked { get; init; }

    /// <summary>The actors that dropped or gave up all that is missing; null if what is missing cannot be counted any more.</summary>
    public ImmutableArray<string>? Losses { get; init; } = [];

    /// <summary>Whether the right order can be had again.</summary>
    public bool IsRestorable => Order != ReferenceOrder.Mixed && IsTied && (Known == Knowledge.Exact || Order == ReferenceOrder.InOrder);

    public bool IsSequence => Known == Knowledge.Exact && Order == ReferenceOrder.InOrder && IsTied;
}

/// <summary>What values are.</summary>
/// <param name="Element">Of a list: what its items are.</param>
internal sealed record Shape(string Name, Shape? Element = null)
{
    public static readonly Shape Number = new("number");
    public static readonly Shape Text = new("text");
    public static readonly Shape Any = new("any");

    public static Shape ListOf(Shape element) => new("list", element);
}
