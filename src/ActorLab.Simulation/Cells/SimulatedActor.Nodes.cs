using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Trace;
using ActorLab.Simulation.Dispatchers;
using ActorLab.Simulation.Hosting;

namespace ActorLab.Simulation.Cells;

/// <content>What it means for an actor that there are several processes.</content>
internal sealed partial class SimulatedActor
{
    /// <summary>The message from another process that the actor's thread is unpacking, if it is.</summary>
    private (IMessage Message, SimulatedActor Sender, long Number) _unpacking;

    private LabQueue.Waiting _unpacked;
    private long _unpackingSince;

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

        (IMessage message, SimulatedActor sender, long number) = _unpacking;
        EndUnpacking();
        Run.Trace.Place = thread.Place;
        Run.Trace.RecordReceive(Run.Now, this, sender, message, number, Run.Now - _unpackingSince);
        Queue.GiveFirst(_unpacked);
        Run.Register(_mailbox!);
        Drive(thread);
    }

    /// <summary>The computation is cut here.</summary>
    public void SliceEnded()
    {
        if (!_isUnpacking) Machine.SliceEnded();
    }

    /// <summary>It was placed on a node that is lost for good: it has stopped before it lived.</summary>
    public void BeAbsent()
    {
        HasStopped = true;
        Run.Trace.Record(TraceKind.Stop, Run.Now, Id, _parent?.Id ?? default, "");
        StopHost();
    }

    /// <summary>Its process has died: its body waits for nothing any more.</summary>
    public void LeaveLines()
    {
        if (_inBody) Machine.LeaveLines();
    }

    /// <summary>It is gone without a last message.</summary>
    public void Vanish()
    {
        HasStopped = true;
        Queue.Front = null;
        if (_inBody) Machine.Vanish();
        _inBody = false;
        DiscardMailbox(DeadLetterReason.NodeLost);
        Run.Trace.Record(TraceKind.Stop, Run.Now, Id, _parent?.Id ?? default, "");
    }

    /// <summary>Akka hears that it is gone.</summary>
    public void Bury()
    {
        // A mailbox that waits for a thread that is gone, too.
        if (_isWanted) Schedule();
        StopHost();
    }

    public bool MustUnpack(SimulatedActor sender, IMessage message) =>
        sender.Process != Process && !IsObserver && Run.TransferCostOf(message) > 0;

    /// <summary>It takes this message when its thread has unpacked it.</summary>
    public void BeginUnpacking(in LabQueue.Waiting waiting)
    {
        _unpacking = ((IMessage)waiting.Envelope.Message, waiting.Sender!, waiting.Number);
        _unpacked = waiting;
        _isUnpacking = true;
        _unpackingSince = Run.Now;
        // It is given out later, and then takes its part of the share.
        _turnsLeft++;
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
        Queue.Discard(reason);
    }

    /// <summary>An exception does not leave its process; what it says does.</summary>
    private Exception AsSeenFrom(SimulatedActor other, Exception failure) =>
        other.Process == Process || failure is RemoteFailureException
            ? failure
            : new RemoteFailureException(failure.GetType().Name, failure.Message);
}
