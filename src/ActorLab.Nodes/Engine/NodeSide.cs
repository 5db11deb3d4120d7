using System.Collections.Concurrent;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Local;
using ActorLab.Local.Seats;
using ActorLab.Local.Tracing;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Engine;

/// <summary>What the root's node and the others have in common: actors here that are known elsewhere, actors elsewhere that are known here, and what to do with an op for an actor here.</summary>
internal abstract class NodeSide : INodeGateway, IWireReferences
{
    private readonly ConcurrentDictionary<NodeActorId, LocalSeat> _known = new();

    protected NodeSide(int index, Func<IWireReferences, IMessagePacker> packer)
    {
        Index = index;
        Packer = packer(this);
    }

    /// <summary>Of this node in addresses.</summary>
    public int Index { get; }

    protected IMessagePacker Packer { get; }

    /// <summary>The actors of this node.</summary>
    protected abstract LocalRun Run { get; }

    /// <summary>The actors elsewhere that are known here.</summary>
    public RemoteTable Remotes { get; } = new();

    /// <summary>How many actors of this node are known elsewhere.</summary>
    public int KnownElsewhere => _known.Count;

    public bool IsRunOver => Run.IsOver;

    public abstract RemoteRef Place(LocalSeat parent, ActorProps props, string path);

    /// <summary>Sends an op to a node; drops it if the node is lost.</summary>
    protected abstract void Post(int node, NodeOp op);

    public void Send(ILabIdentity? sender, RemoteRef receiver, IMessage message, long number)
    {
        if (receiver.EndedBy is { } reason)
        {
            Run.DeadLetter(reason, sender, receiver, message, new SendMark(number, 0));
            return;
        }

        if (!Packer.TryPack(message, out Payload payload, out _))
        {
            Run.DeadLetter(DeadLetterReason.NoWireForm, sender, receiver, message, new SendMark(number, 0));
            return;
        }

        NodeActorId address = ActorNumbers.AddressOf(receiver.Id);
        Post(address.Node, new SendOp(address, sender is null ? null : NameOf(sender.Ref), payload) { Number = number });
    }

    public void Stop(RemoteRef actor)
    {
        NodeActorId address = ActorNumbers.AddressOf(actor.Id);
        Post(address.Node, new StopOp(address));
    }

    public void Watch(RemoteRef actor)
    {
        NodeActorId address = ActorNumbers.AddressOf(actor.Id);
        Remotes.Keep(actor);
        Post(address.Node, new WatchOp(address, new NodeActorName(new NodeActorId(Index, 0), "")));
    }

    /// <inheritdoc/>
    public NodeActorName NameOf(IActorRef actor)
    {
        if (actor is OutsideRef) return new NodeActorName(ActorNumbers.Outside, OutsideRef.Name);
        ILabIdentity reached = LocalSeat.IdentityOf(actor) ?? throw new NoWireFormException($"{actor} is no actor that another node could reach");
        if (reached is LocalSeat seat) Know(seat);
        return new NodeActorName(ActorNumbers.AddressOf(reached.Id), reached.LabPath);
    }

    /// <inheritdoc/>
    public IActorRef ActorOf(NodeActorName name)
    {
        if (name.Id.Node == Index && Index != 0 && !_known.ContainsKey(name.Id)) return GoneHere(name);
        if (name.Id.Node == Index) return _known.TryGetValue(name.Id, out LocalSeat? seat) ? seat.Ref : name.Id == ActorNumbers.Outside ? Outside : GoneHere(name);
        return Remotes.GetOrAdd(name.Id, static (id, at) => new RemoteRef(ActorNumbers.IdOf(id), at.Path, at.Side, null), (Side: this, name.Path));
    }

    /// <summary>Where messages to the outside of the run go from here.</summary>
    protected abstract IActorRef Outside { get; }

    /// <summary>An actor elsewhere is gone.</summary>
    protected void End(NodeActorId address, DeadLetterReason reason)
    {
        if (Remotes.Find(address) is { } actor) End(actor, reason);
    }

    protected void End(RemoteRef actor, DeadLetterReason reason)
    {
        actor.End(reason);
        Remotes.Release(actor);
    }

    /// <summary>An actor here may be addressed from elsewhere from now on, until it is gone.</summary>
    protected void Know(LocalSeat seat)
    {
        NodeActorId address = ActorNumbers.AddressOf(seat.Id);
        if (_known.TryAdd(address, seat)) DeathWatcher.Watch(seat.Ref, () => _known.TryRemove(address, out _));
    }

    /// <summary>An op for an actor of this node.</summary>
    /// <exception cref="WireFormatException">It makes no sense here.</exception>
    protected void Handle(NodeOp op)
    {
        switch (op)
        {
            case SendOp send: Deliver(send); break;
            case StopOp(var actor): _known.GetValueOrDefault(actor)?.Ref.Tell(PoisonPill.Instance, ActorRefs.NoSender); break;
            case WatchOp(var actor, var watcher): Watched(actor, watcher.Id); break;
            case UnwatchOp: break; // the whole node watches; who of it no longer cares is not told to others
            case TerminatedOp(var actor, _, var reason): End(actor, reason); break;
            case EscalatedOp(var child, _, var kind, var message): Remotes.Find(child)?.Escalated(new RemoteFailureException(kind, message)); break;
            default: throw new WireFormatException($"{op.GetType().Name} has no meaning here");
        }
    }

    private void Deliver(SendOp send)
    {
        LocalTrace? trace = Run.Trace;
        long begun = trace?.Now ?? 0;
        IMessage message = Packer.Unpack(send.Message);
        trace?.RecordReceive(send.Sender is { } from ? ActorNumbers.IdOf(from.Id) : default, ActorNumbers.IdOf(send.Receiver), message, send.Number, begun);
        IActorRef? sender = send.Sender is { } name ? ActorOf(name) : null;
        if (send.Receiver == ActorNumbers.Outside && Index == 0) Run.SendOutside(message);
        else if (_known.TryGetValue(send.Receiver, out LocalSeat? seat)) seat.Ref.Tell(trace is null ? message : TracedMessage.Of(message, send.Number), sender);
        else Run.DeadLetter(DeadLetterReason.ReceiverStopped, LocalSeat.IdentityOf(sender), GoneHere(new NodeActorName(send.Receiver, $"actor {send.Receiver}")), message, new SendMark(send.Number, 0));
    }

    private void Watched(NodeActorId actor, NodeActorId watcher)
    {
        var terminated = new TerminatedOp(actor, watcher, DeadLetterReason.ReceiverStopped);
        if (_known.TryGetValue(actor, out LocalSeat? seat)) DeathWatcher.Watch(seat.Ref, () => Post(watcher.Node, terminated));
        else Post(watcher.Node, terminated);
    }

    /// <summary>A reference to an actor of this node that is gone.</summary>
    private RemoteRef GoneHere(NodeActorName name)
    {
        var gone = new RemoteRef(ActorNumbers.IdOf(name.Id), name.Path, this, null);
        gone.End(DeadLetterReason.ReceiverStopped);
        return gone;
    }
}
