using ActorLab.Core.Actors;

namespace ActorLab.TestSupport;

/// <summary>A message that is to be sent at a time of the test's clock.</summary>
public sealed class ScheduledSend(IActorRef receiver, IMessage message, SimTime due) : IScheduledSend
{
    private bool _over;

    public IActorRef Receiver { get; } = receiver;

    public IMessage Message { get; } = message;

    public SimTime Due { get; } = due;

    public bool IsPending => !_over;

    public bool Cancel() => End();

    /// <summary>Marks it as sent.</summary>
    /// <returns>False if it was sent or taken back before.</returns>
    internal bool End()
    {
        bool first = !_over;
        _over = true;
        return first;
    }
}
