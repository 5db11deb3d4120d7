using Akka.Actor;
using Akka.Dispatch.SysMsg;
using ActorLab.Core.Actors;
using ActorLab.Local.Tracing;

namespace ActorLab.Local.Seats;

/// <summary>An actor on another node, as this node knows it. There is one of these for each, so it can be compared like any other
/// reference. An actor here that has placed it has it among its children, as Akka sees it.</summary>
internal sealed class RemoteRef(ActorId id, string labPath, INodeGateway gateway, LocalSeat? parent)
    : MinimalActorRef, ILabIdentity, IChildElsewhere
{
    private static readonly ActorPath s_parent = new RootActorPath(Address.AllSystems) / "lab";

    private readonly object _gate = new();
    private List<IInternalActorRef>? _watchers;
    private ActorPath? _path;
    private bool _watched;
    private DeadLetterReason? _endedBy;

    public ActorId Id { get; } = id;

    public string LabPath { get; } = labPath;

    public string Name => LabPath[(LabPath.LastIndexOf('/') + 1)..];

    IActorRef ILabIdentity.Ref => this;

    /// <summary>Its number in the run, as Akka compares references by their paths; no actor here has such a name.</summary>
    public override ActorPath Path => _path ??= new ChildActorPath(s_parent, $"@{Id.Value}", Id.Value);

    public override IInternalActorRef Parent => (IInternalActorRef?)parent?.Ref ?? ActorRefs.Nobody;

    public override IActorRefProvider Provider => throw new NotSupportedException("an actor of another node has no provider");

    /// <summary>Why nothing reaches it any more; null while it may live.</summary>
    public DeadLetterReason? EndedBy
    {
        get
        {
            lock (_gate) return _endedBy;
        }
    }

    public override string ToString() => LabPath;

    /// <summary>Has it stop once it has handled what it was sent before.</summary>
    public override void Stop()
    {
        // After the end of the run no word of its end would come, and its parent would wait for it.
        if (gateway.IsRunOver) End(DeadLetterReason.RunEnded);
        else if (EndedBy is null) gateway.Stop(this);
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is Watch watch) AddWatcher(watch.Watcher);
        else if (message is Unwatch unwatch) RemoveWatcher(unwatch.Watcher);
    }

    /// <summary>Its failure is its parent's; word of its end follows.</summary>
    public void Escalated(Exception failure) => parent?.Internal.SendSystemMessage(new Failed(this, failure, Path.Uid));

    /// <summary>It has stopped, or its node is lost. Only the first word of it counts.</summary>
    public void End(DeadLetterReason reason)
    {
        List<IInternalActorRef>? watchers;
        lock (_gate)
        {
            if (_endedBy is not null) return;
            _endedBy = reason;
            watchers = _watchers;
            _watchers = null;
        }

        // The parent forgets it before anything can react to the end of it, and hears of it once.
        if (parent is not null) Tell(parent.Internal);
        if (watchers is null) return;
        foreach (IInternalActorRef watcher in watchers)
        {
            if (parent is null || !watcher.Equals(parent.Ref)) Tell(watcher);
        }
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is PoisonPill)
        {
            Stop();
        }
        else if (message is IMessage told)
        {
            SendMark mark = LocalSeat.CountSend(sender, Id, told, out ILabIdentity? known);
            gateway.Send(known, this, told, mark.Number);
        }
    }

    private void AddWatcher(IInternalActorRef watcher)
    {
        bool ended, first;
        lock (_gate)
        {
            ended = _endedBy is not null;
            first = !_watched && !ended;
            _watched = true;
            if (!ended) (_watchers ??= []).Add(watcher);
        }

        if (ended) Tell(watcher);
        // Its node tells this node once, whatever watches here.
        else if (first) gateway.Watch(this);
    }

    private void RemoveWatcher(IInternalActorRef watcher)
    {
        lock (_gate) _watchers?.Remove(watcher);
    }

    private void Tell(IInternalActorRef watcher) =>
        watcher.SendSystemMessage(new DeathWatchNotification(this, existenceConfirmed: true, addressTerminated: false));
}
