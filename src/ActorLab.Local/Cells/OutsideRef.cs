using System.Collections.Immutable;
using ActorLab.Core.Actors;

namespace ActorLab.Local.Cells;

/// <summary>The outside of a run: keeps what is sent to it.</summary>
internal sealed class OutsideRef(Action<IMessage>? onMessage) : ActorRef(new ActorId(0), "outside")
{
    private readonly object _gate = new();
    private readonly ImmutableArray<IMessage>.Builder _messages = ImmutableArray.CreateBuilder<IMessage>();

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
}
