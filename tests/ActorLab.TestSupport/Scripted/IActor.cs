using ActorLab.Core.Actors;

namespace ActorLab.TestSupport.Scripted;

/// <summary>Handles one message per turn. A turn never blocks or awaits: what waits comes back later as a message.</summary>
public interface IActor
{
    /// <param name="context">The only source of time, chance and identity; valid during this turn alone.</param>
    /// <param name="message">Never null. The first one is <see cref="Started"/>.</param>
    void Receive(IActorContext context, IMessage message);
}
