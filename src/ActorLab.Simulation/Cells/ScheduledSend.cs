using System.Diagnostics.CodeAnalysis;
using ActorLab.Core.Actors;
using ActorLab.Simulation.Events;
using ActorLab.Simulation.Processes;

namespace ActorLab.Simulation.Cells;

/// <summary>A message that is still to be sent, which its sender may take back.</summary>
internal sealed class ScheduledSend(SimulationRun run, SimulatedActor sender, ActorRef receiver, IMessage message) : PendingEvent, IScheduledSend
{
    private readonly long _number = sender.NextMessageNumber();
    private readonly long _turn = sender.LastTurn;

    public override SimulatedProcess Process => sender.Process;

    public bool Cancel() => run.Pending.Remove(this);

    public override void Approach(int step) => DelayedSends.Approach(receiver, message, step);

    public override void Happen() => run.SendDue(sender, receiver, message, _number, _turn);
}

/// <summary>Messages that are still to be sent and that nobody can take back: their events are used again, as nobody else has seen them.</summary>
internal sealed class DelayedSends(SimulationRun run)
{
    private readonly Stack<DelayedSend> _free = new();

    public PendingEvent Of(SimulatedActor sender, ActorRef receiver, IMessage message)
    {
        if (!_free.TryPop(out DelayedSend? send)) send = new DelayedSend(this);
        send.Set(sender, receiver, message);
        return send;
    }

    public static void Approach(ActorRef receiver, IMessage message, int step)
    {
        if (receiver is SimulatedActor target) target.Approach(step);
        if (step > 0) CacheLine.Load(message);
    }

    private sealed class DelayedSend(DelayedSends owner) : PendingEvent
    {
        private SimulatedActor? _sender;
        private ActorRef? _receiver;
        private IMessage? _message;
        private long _number;
        private long _turn;

        public override SimulatedProcess? Process => _sender!.Process;

        [MemberNotNull(nameof(_sender), nameof(_receiver), nameof(_message))]
        public void Set(SimulatedActor sender, ActorRef receiver, IMessage message)
        {
            _sender = sender;
            _number = sender.NextMessageNumber();
            _turn = sender.LastTurn;
            _receiver = receiver;
            _message = message;
        }

        public override void Approach(int step) => DelayedSends.Approach(_receiver!, _message!, step);

        public override void Happen()
        {
            (SimulatedActor sender, ActorRef receiver, IMessage message) = (_sender!, _receiver!, _message!);
            // A free one must not keep its message alive; actors live as long as the run anyway.
            _message = null;
            owner._free.Push(this);
            owner.Run.SendDue(sender, receiver, message, _number, _turn);
        }
    }

    private SimulationRun Run => run;
}

/// <summary>The end of the back-off before a restart.</summary>
internal sealed class BackOffEnd(SimulatedActor actor) : PendingEvent
{
    public override SimulatedProcess Process => actor.Process;

    public override void Happen() => actor.BackOffPassed();
}
