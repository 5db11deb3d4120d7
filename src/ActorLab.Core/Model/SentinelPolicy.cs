namespace ActorLab.Core.Model;

/// <summary>Who is told that a <see cref="BoundedQueue"/> has come to its end.</summary>
public enum SentinelPolicy
{
    /// <summary>Every consumer, once each.</summary>
    OnePerConsumer,

    /// <summary>The first consumer that asks after the last item; the others are left waiting unless it tells them.</summary>
    OneForAll,
}
