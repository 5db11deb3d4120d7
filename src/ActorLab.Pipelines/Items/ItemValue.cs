using System.Collections.Immutable;
using System.Globalization;
using ActorLab.Core.Actors;

namespace ActorLab.Pipelines.Items;

/// <summary>What items carry: text, whole numbers, and lists of both. A pipeline made in C# may carry other messages between functions of its own.</summary>
public abstract record ItemValue : IMessage
{
    private protected ItemValue()
    {
    }

    /// <summary>As a sink writes it: one line without its end.</summary>
    public abstract string Line { get; }

    public sealed override string ToString() => Line;
}

public sealed record TextValue(string Text) : ItemValue
{
    public override string Line => Text;
}

public sealed record NumberValue(long Number) : ItemValue
{
    public override string Line => Number.ToString(CultureInfo.InvariantCulture);
}

public sealed record ListValue(ImmutableArray<IMessage> Items) : ItemValue
{
    public override string Line => string.Join(' ', Items);

    public bool Equals(ListValue? other) => other is not null && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Length;
}
