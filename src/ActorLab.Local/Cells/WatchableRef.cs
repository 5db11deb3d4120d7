using Akka.Actor;

namespace ActorLab.Local.Cells;

/// <summary>An actor that others may stop and watch, on this node or on another.</summary>
internal abstract class WatchableRef(ActorId id, string labPath) : MinimalActorRef
{
    private static readonly ActorPath s_parent = new RootActorPath(Address.AllSystems) / "lab";

    private readonly object _watchGate = new();
    private List<IWatcher>? _watchers;
    private ActorPath? _path;
    private bool _gone;

    /// <summary>True once everybody has been told that it is gone.</summary>
    public bool IsGone
    {
        get
        {
            lock (_watchGate) return _gone;
        }
    }

    public ActorId Id { get; } = id;

    /// <summary>The names from the root to this actor, such as <c>root/workers/worker-3</c>.</summary>
    public string LabPath { get; } = labPath;

    public string Name => LabPath[(LabPath.LastIndexOf('/') + 1)..];

    /// <summary>Its number in the run, as Akka compares references by their paths.</summary>
    public override ActorPath Path => _path ??= new ChildActorPath(s_parent, $"{Id.Value}", Id.Value);

    public override IActorRefProvider Provider => throw new NotSupportedException("an actor of a run has no provider");

    public override string ToString() => LabPath;

    /// <summary>Has it stop once it has handled what it was sent before.</summary>
    public abstract void RequestStop();

    /// <summary>The watcher is told at once if the actor is gone already.</summary>
    public virtual void AddWatcher(IWatcher watcher)
    {
        lock (_watchGate)
        {
            if (!_gone)
            {
                (_watchers ??= []).Add(watcher);
                return;
            }
        }

        watcher.OnTerminated(this);
    }

    public void RemoveWatcher(IWatcher watcher)
    {
        lock (_watchGate) _watchers?.Remove(watcher);
    }

    /// <summary>From now on it is gone.</summary>
    /// <returns>Those who are to be told; null if it was gone before or nobody watches.</returns>
    protected List<IWatcher>? BecomeGone()
    {
        lock (_watchGate)
        {
            _gone = true;
            List<IWatcher>? watchers = _watchers;
            _watchers = null;
            return watchers;
        }
    }
}

/// <summary>Wants to know when an actor is gone.</summary>
internal interface IWatcher
{
    void OnTerminated(WatchableRef actor);
}

/// <summary>Has actors below it.</summary>
internal interface IChildOwner
{
    /// <summary>One of them is gone, and its name is free.</summary>
    /// <param name="child">Which.</param>
    /// <param name="escalated">The failure that is the owner's now; null if there is none.</param>
    /// <param name="fatal">The failure that stopped it; null if it stopped by itself.</param>
    void OnChildGone(WatchableRef child, Exception? escalated, Exception? fatal);
}
