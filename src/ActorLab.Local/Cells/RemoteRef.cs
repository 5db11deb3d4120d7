using Akka.Actor;
using ActorLab.Core.Actors;

namespace ActorLab.Local.Cells;

/// <summary>An actor on another node, as this node knows it. There is one of these for each, so it can be compared like any other
/// reference.</summary>
internal sealed class RemoteRef(ActorId id, string path, INodeGateway gateway, IChildOwner? owner) : WatchableRef(id, path)
{
    private readonly object _gate = new();
    private Exception? _escalated;
    private bool _watched;
    private DeadLetterReason? _endedBy;

    /// <summary>Why nothing reaches it any more; null while it may live.</summary>
    public DeadLetterReason? EndedBy
    {
        get
        {
            lock (_gate) return _endedBy;
        }
    }

    protected override void TellInternal(object message, IActorRef sender) =>
        gateway.Send(sender as WatchableRef, this, (IMessage)message, 0);

    public override void RequestStop()
    {
        if (EndedBy is null) gateway.Stop(this);
    }

    public override void AddWatcher(IWatcher watcher)
    {
        bool first;
        lock (_gate)
        {
            first = !_watched && _endedBy is null;
            _watched = true;
        }

        base.AddWatcher(watcher);
        // Its node tells this node once, whoever watches here.
        if (first) gateway.Watch(this);
    }

    /// <summary>Its failure is its parent's; word of its end follows.</summary>
    public void Escalated(Exception failure)
    {
        lock (_gate) _escalated = failure;
    }

    /// <summary>It has stopped, or its node is lost. Only the first word of it counts.</summary>
    public void End(DeadLetterReason reason)
    {
        Exception? escalated;
        lock (_gate)
        {
            if (_endedBy is not null) return;
            _endedBy = reason;
            escalated = _escalated;
        }

        List<IWatcher>? watchers = BecomeGone();
        owner?.OnChildGone(this, escalated, escalated);
        if (watchers is null) return;
        foreach (IWatcher watcher in watchers) watcher.OnTerminated(this);
    }
}
