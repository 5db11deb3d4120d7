using System.Collections.Immutable;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.ProcessQueue;

/// <summary>Sets up the queue and both processes, and writes down what the consumer takes out.</summary>
internal sealed class ProcessQueueRoot(IActorRef outside, int capacity) : LabActor
{
    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private readonly ImmutableArray<Taken>.Builder _taken = ImmutableArray.CreateBuilder<Taken>();
    private IActorRef? _queue;
    private int _sentinels, _ended;
    private bool _consumerLost;

    protected override void PreStart() => SetUp();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Taken taken: _taken.Add(taken); break;
            case SentinelTaken:
                _sentinels++;
                outside.Tell(new Noted(Now, ProcessQueueDefinition.Consumer, $"takes the sentinel after {_taken.Count} items"));
                break;
            case Terminated { ActorRef: var actor }:
                outside.Tell(new Noted(Now, NameOf(actor), "ends"));
                _ended++;
                _consumerLost |= NameOf(actor) == ProcessQueueDefinition.Consumer && _sentinels == 0;
                // Nobody empties the queue any more, so its producer would wait for ever.
                if (_ended == 2 || _consumerLost) _queue.Tell(BoundedQueue.Ask.Instance);
                break;
            case BoundedQueue.Figures figures:
                outside.Tell(new ProcessQueueEnded(_taken.ToImmutable(), _sentinels, figures));
                Self.Tell(PoisonPill.Instance);
                break;
            case Interrupted: Self.Tell(PoisonPill.Instance); break;
            default: Unhandled(message); break;
        }
    }

    private void SetUp()
    {
        _queue = Spawn(new ActorProps(() => new BoundedQueue(new BoundedQueueOptions { Capacity = capacity })) { Name = "queue" });
        foreach (string side in (string[])[ProcessQueueDefinition.Producer, ProcessQueueDefinition.Consumer])
        {
            ActorProps props = ActorProps.OnNode(side, side, new QueueSide(_queue, Self));
            Context.Watch(Spawn(props with { Name = side, Supervision = StopIt }));
        }
    }
}

/// <summary>What went through the queue.</summary>
internal sealed record ProcessQueueEnded(ImmutableArray<Taken> Taken, int Sentinels, BoundedQueue.Figures Queue) : IMessage;
