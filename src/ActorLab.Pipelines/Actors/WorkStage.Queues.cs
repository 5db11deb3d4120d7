using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Actors;

/// <summary>Its orders where they go through work queues: each is one lease. Whoever takes it asks the stage before he begins, and answers the stage.</summary>
internal sealed partial class WorkStage
{
    /// <summary>One order in hand and the next one on its way to each, so that no node waits for the queue.</summary>
    private const int OrdersPerTaker = 2;

    private static readonly SupervisionPolicy Escalate = new() { Directive = SupervisionDirective.Escalate };

    /// <summary>The messages of the queue that a taker holds.</summary>
    public static int CreditOf(StageDefinition stage) => stage.Order == ItemOrder.PerKey ? 1 : OrdersPerTaker;

    private static int CountSlots(WorkStageOptions options) => options.Definition.Workers * (options.Queues.IsEmpty ? 1 : CreditOf(options.Definition));

    /// <summary>To a feeder the stage is the coordinator, and each of its orders an item. With keys each slot has a queue with one taker at a time, and never more than one order in it.</summary>
    /// <remarks>An order that a lost worker held is not given to another as it is: what it does, and whether it is tried again, depends on how often that was.</remarks>
    private void Feed()
    {
        for (int i = 0; i < _options.Queues.Length; i++)
        {
            IWorkQueue queue = _options.Queues[i];
            IActorRef self = Self;
            bool isShared = _options.Queues.Length == 1;
            int first = i;
            IActorRef feeder = Spawn(new ActorProps(() => new LeaseFeeder(new LeaseFeederOptions
            {
                Coordinator = self,
                Owner = self,
                Entry = queue.Entry,
                Taps = isShared ? Definition.Workers : 1,
                Tap = (feeder, _, slot) => _options.Tap!(self, feeder, queue, first + slot),
                Window = _slots.Length,
                MaxTapRestarts = int.MaxValue,
                MaxLosses = 0,
            })) { Name = $"feeder-{i + 1}", Supervision = Escalate });
            foreach (WorkSlot slot in isShared ? _slots : [_slots[i]])
            {
                slot.Worker = feeder;
                slot.IsReady = true;
            }
        }
    }

    /// <summary>An order as an item under a lease.</summary>
    internal static Worker.Assigned Leased(WorkOrder order) => new(new Lease(order.Id, 0), new WorkItem(SequencePath.Of(order.Id), order));

    /// <summary>Its time begins only now: it may have waited behind the taker's last order. An order is begun once: who comes to a lost one, to one that somebody else has, or too late is sent away.</summary>
    private void OnTaken(long id)
    {
        IActorRef taker = Sender;
        if (_failed || SlotWith(id) is not { Holder: null } slot)
        {
            taker.Tell(new OrderTakenBack(id));
            return;
        }

        slot.BeginAt(taker, Now);
        LimitTime(slot, id);
        taker.Tell(new OrderGranted(id));
    }

    /// <summary>What it had begun is handed out again as another order, by the rules for lost workers. What it had taken besides the queue declares dead.</summary>
    private void OnTakerLost(IActorRef taker)
    {
        _lost++;
        foreach (WorkSlot slot in _slots)
            if (taker.Equals(slot.Holder)) OnLost(End(slot), new WorkerLostException($"a worker of {_wiring.Name} was lost"));
    }

    /// <summary>Whoever had taken it is gone, or has lost sight of the queue. If it was begun, we hear from the one or of the other.</summary>
    private void OnDead(long id)
    {
        if (SlotWith(id) is not { Holder: null } slot) return;
        List<WorkTask> tasks = End(slot);
        for (int i = tasks.Count - 1; i >= 0; i--) QueueOf(tasks[i]).PutBack(tasks[i]);
    }
}
