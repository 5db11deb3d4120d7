using System.Collections.Immutable;
using Akka.Actor;

namespace ActorLab.Simulation.Cells;

/// <summary>The outside of a run: keeps what is sent to it.</summary>
/// <param name="sent">Told of each message that is sent to it, and by which actor.</param>
internal sealed class OutsideRef(Action<IMessage, IActorRef> sent) : MinimalActorRef
{
    public static readonly ActorId Id = new(0);

    private static readonly ActorPath s_path = new RootActorPath(Address.AllSystems) / SimulationRun.OutsideName;

    private readonly ImmutableArray<IMessage>.Builder _messages = ImmutableArray.CreateBuilder<IMessage>();

    public override ActorPath Path => s_path;

    public override IActorRefProvider Provider => throw new NotSupportedException("the outside has no provider");

    public void Add(IMessage message) => _messages.Add(message);

    public ImmutableArray<IMessage> Messages() => _messages.ToImmutable();

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is IMessage told) sent(told, sender);
    }
}
