using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Trace;
using ActorLab.Simulation.Dispatchers;

namespace ActorLab.Simulation.Cells;

/// <content>What it means for an actor that there are several processes.</content>
internal sealed partial class SimulatedActor
{
    /// <summary>The message from another process that the actor's thread is unpacking, if it is.</summary>
    private Envelope _unpacking;

    private long _unpackingSince;

    /// <summary>It outlived the process of its parent.</summary>
    private bool _orphaned;

    public bool HasStopped => _life == Life.Stopped;

    public SimulatedThread StartingThread() => _dispatcher.StartingThread(this);

    /// <summary>The process that it was placed on while that started is up.</summary>
    public void ProcessStarted()
    {
        Run.Trace.RecordWait(Run.Now, this, WaitKind.StartUp, Run.Now - QueuedAt, Process.TimerPlace);
        Schedule();
    }

    /// <summary>Its thread has computed what it had to: for its body, or to unpack a message.</summary>
    public void Computed(SimulatedThread thread)
    {
        if (!_isUnpacking)
        {
            Machine.Computed();
            return;
        }

        Envelope envelope = _unpacking;
        EndUnpacking();
        Run.Trace.Place = thread.Place;
        Run.Trace.RecordReceive(Run.Now, this, envelope, Run.Now - _unpackingSince);
        Turn(envelope.Message, envelope.Sender, envelope.Number);
        Drive(thread);
    }

    /// <summary>The computation is cut here.</summary>
    public void SliceEnded()
    {
        if (!_isUnpacking) Machine.SliceEnded();
    }

    /// <summary>It was placed on a node that is lost for good: it has stopped before it lived, and nobody has to forget it.</summary>
    public void BeAbsent()
    {
        _life = Life.Stopped;
        _front = null;
        Run.Trace.Record(TraceKind.Stop, Run.Now, Id, _parent?.Id ?? default, "");
    }

    /// <summary>Its process has died: its body waits for nothing any more.</summary>
    public void LeaveLines()
    {
        if (_inBody) Machine.LeaveLines();
    }

    /// <summary>It is gone without a last message.</summary>
    public void Vanish()
    {
        _life = Life.Stopped;
        _instance = null;
        _front = null;
        _escalations = null;
        if (_inBody) Machine.Vanish();
        _inBody = false;
        DiscardMailbox(DeadLetterReason.NodeLost);
        StopWatching();
        Run.Trace.Record(TraceKind.Stop, Run.Now, Id, _parent?.Id ?? default, "");
    }

    /// <summary>A parent that lives elsewhere forgets it, and children that live elsewhere are stopped.</summary>
    public void LeaveFamily()
    {
        if (_orphaned) Run.OrphanStopped(this);
        else if (!_parent!.Process.IsLost) _parent.ChildStopped(this);
        for (SimulatedActor? child = _firstChild; child is not null;)
        {
            SimulatedActor? following = child._nextSibling;
            if (!child.HasStopped) child.BeOrphaned();
            child = following;
        }
    }

    public void TellWatchers()
    {
        if (_watchers is null) return;
        foreach (SimulatedActor watcher in _watchers) watcher.PostOfEngine(new Terminated(this));
        _watchers = null;
    }

    private void BeOrphaned()
    {
        _orphaned = true;
        Run.Orphaned(this);
        RequestStop(null);
    }

    private bool MustUnpack(SimulatedActor? sender, IMessage message) =>
        sender is not null && sender.Process != Process && !IsObserver && Run.TransferCostOf(message) > 0;

    private void BeginUnpacking(in Envelope envelope, SimulatedThread thread)
    {
        _unpacking = envelope;
        _isUnpacking = true;
        _unpackingSince = Run.Now;
        Run.Processors.Compute(thread, Run.TransferCostOf(envelope.Message));
    }

    private void EndUnpacking()
    {
        _isUnpacking = false;
        _unpacking = default;
    }

    /// <summary>What waits, and what is being unpacked, is never handled.</summary>
    private void DiscardMailbox(DeadLetterReason reason)
    {
        if (_isUnpacking) Run.DeadLetter(reason, _unpacking.Sender, this, _unpacking.Message, _unpacking.Number);
        EndUnpacking();
        while (TryDequeue(out Envelope envelope))
        {
            if (!envelope.OfEngine) Run.DeadLetter(reason, envelope.Sender, this, envelope.Message, envelope.Number);
        }
    }

    private void StopWatching()
    {
        if (_watching is null) return;
        // The order does not matter: each removal is from another list, and nobody is told.
        foreach (SimulatedActor watched in _watching) watched._watchers?.Remove(this);
    }

    /// <summary>An exception does not leave its process; what it says does.</summary>
    private Exception AsSeenFrom(SimulatedActor other, Exception failure) =>
        other.Process == Process || failure is RemoteFailureException ? failure : new RemoteFailureException(failure.GetType().Name, failure.Message);
}
