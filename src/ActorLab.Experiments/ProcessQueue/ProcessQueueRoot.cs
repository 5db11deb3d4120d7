using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.ProcessQueue;

/// <summary>Sets up the queue and both processes, and writes down what the consumer takes out.</summary>
internal sealed class ProcessQueueRoot(IActorRef outside, int capacity) : IActor
{
    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private readonly ImmutableArray<Taken>.Builder _taken = ImmutableArray.CreateBuilder<Taken>();
    private IActorRef? _queue;
    private int _sentinels, _ended;
    private bool _consumerLost;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started: SetUp(context); break;
            case Taken taken: _taken.Add(taken); break;
            case SentinelTaken:
                _sentinels++;
                context.Send(outside, new Noted(context.Now, ProcessQueueDefinition.Consumer, $"takes the sentinel after {_taken.Count} items"));
                break;
            case Terminated(var actor):
                context.Send(outside, new Noted(context.Now, context.NameOf(actor), "ends"));
                _ended++;
                _consumerLost |= context.NameOf(actor) == ProcessQueueDefinition.Consumer && _sentinels == 0;
                // Nobody empties the queue any more, so its producer would wait for ever.
                if (_ended == 2 || _consumerLost) context.Send(_queue!, BoundedQueue.Ask.Instance);
                break;
            case BoundedQueue.Figures figures:
                context.Send(outside, new ProcessQueueEnded(_taken.ToImmutable(), _sentinels, figures));
                context.Stop(context.Self);
                break;
            case Interrupted: context.Stop(context.Self); break;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private void SetUp(IActorContext context)
    {
        _queue = context.Spawn(new ActorProps(() => new BoundedQueue(new BoundedQueueOptions { Capacity = capacity })) { Name = "queue" });
        foreach (string side in (string[])[ProcessQueueDefinition.Producer, ProcessQueueDefinition.Consumer])
        {
            ActorProps props = ActorProps.OnNode(side, side, new QueueSide(_queue, context.Self));
            context.Watch(context.Spawn(props with { Name = side, Supervision = StopIt }));
        }
    }
}

/// <summary>What went through the queue.</summary>
internal sealed record ProcessQueueEnded(ImmutableArray<Taken> Taken, int Sentinels, BoundedQueue.Figures Queue) : IMessage;
