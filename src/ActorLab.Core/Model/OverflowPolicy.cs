namespace ActorLab.Core.Model;

/// <summary>What a full <see cref="BoundedQueue"/> does with one item more. The names are those of Akka Streams.</summary>
public enum OverflowPolicy
{
    /// <summary>Withholds demand: a producer may offer only what it has been given credit for, so nothing is ever dropped.</summary>
    Block,

    /// <summary>Drops the new item.</summary>
    DropNew,

    /// <summary>Drops the item that waits longest.</summary>
    DropHead,

    /// <summary>Drops the item that came last before.</summary>
    DropTail,

    /// <summary>Drops all that wait.</summary>
    DropBuffer,

    /// <summary>Drops everything, tells producers and consumers, and takes no more.</summary>
    Fail,
}
