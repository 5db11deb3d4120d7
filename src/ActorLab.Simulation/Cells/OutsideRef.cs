using System.Collections.Immutable;
using ActorLab.Core.Actors;

namespace ActorLab.Simulation.Cells;

/// <summary>The outside of a run: keeps what is sent to it.</summary>
internal sealed class OutsideRef() : ActorRef(new ActorId(0), "outside")
{
    private readonly ImmutableArray<IMessage>.Builder _messages = ImmutableArray.CreateBuilder<IMessage>();

    public void Add(IMessage message) => _messages.Add(message);

    public ImmutableArray<IMessage> Messages() => _messages.ToImmutable();
}
