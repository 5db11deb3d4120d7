using System.Collections.Immutable;
using Akka.Actor;

namespace ActorLab.Local.Seats;

/// <summary>The outside of a run: keeps what is sent to it.</summary>
internal sealed class OutsideRef(Action<IMessage>? onMessage) : MinimalActorRef
{
    public const string Name = "outside";

    private static readonly ActorPath s_path = new RootActorPath(Address.AllSystems) / Name;

    private readonly object _gate = new();
    private readonly ImmutableArray<IMessage>.Builder _messages = ImmutableArray.CreateBuilder<IMessage>();

    public override ActorPath Path => s_path;

    public override IActorRefProvider Provider => throw new NotSupportedException("the outside has no provider");

    public void Add(IMessage message)
    {
        lock (_gate)
        {
            _messages.Add(message);
            onMessage?.Invoke(message);
        }
    }

    public ImmutableArray<IMessage> Messages()
    {
        lock (_gate) return _messages.ToImmutable();
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is not IMessage told) return;
        LocalSeat.CountSend(sender, default, told, out _);
        Add(told);
    }
}
