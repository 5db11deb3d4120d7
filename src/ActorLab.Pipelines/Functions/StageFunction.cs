using ActorLab.Core.Actors;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Functions;

/// <summary>What a stage makes of one item. An instance belongs to one worker and may remember what it has seen; it waits for nothing and asks no machine.</summary>
public abstract class StageFunction
{
    /// <summary>What comes of an item: nothing, or items with its place (<see cref="PipelineItem.Child"/>).</summary>
    /// <exception cref="StageFunctionException">The value is none that it can work with.</exception>
    public abstract Outcome Apply(PipelineItem item);
}

/// <summary>What came of one item, in order.</summary>
public readonly record struct Outcome
{
    private readonly object? _items;

    private Outcome(object? items) => _items = items;

    public static Outcome None => default;

    public int Count => _items switch
    {
        null => 0,
        PipelineItem => 1,
        _ => ((IReadOnlyList<PipelineItem>)_items).Count,
    };

    public PipelineItem this[int index] => _items as PipelineItem ?? ((IReadOnlyList<PipelineItem>)_items!)[index];

    /// <summary>The item, if there is just one.</summary>
    public PipelineItem? Only => _items as PipelineItem;

    public static Outcome One(PipelineItem item) => new(item);

    /// <summary>Each value as a part of <paramref name="item"/>.</summary>
    public static Outcome Parts(PipelineItem item, IReadOnlyList<IMessage> values) => values.Count switch
    {
        0 => None,
        1 => One(item.Child(0, 1, values[0])),
        _ => new Outcome(PartsOf(item, values)),
    };

    /// <summary>Items that are no parts of one, such as those of a message.</summary>
    internal static Outcome Of(IReadOnlyList<PipelineItem> items) => items.Count switch
    {
        0 => None,
        1 => One(items[0]),
        _ => new Outcome(items),
    };

    private static PipelineItem[] PartsOf(PipelineItem item, IReadOnlyList<IMessage> values)
    {
        var parts = new PipelineItem[values.Count];
        for (int i = 0; i < parts.Length; i++) parts[i] = item.Child(i, parts.Length, values[i]);
        return parts;
    }
}

/// <summary>A function was given a value that it cannot work with.</summary>
public sealed class StageFunctionException : Exception
{
    public StageFunctionException(string message) : base(message)
    {
    }

    public StageFunctionException(string message, Exception inner) : base(message, inner)
    {
    }

    public StageFunctionException()
    {
    }
}
