using ActorLab.Core.Actors;

namespace ActorLab.Experiments.LargeState;

/// <summary>Has the large object, and lets it be summed: sends it to processes piece by piece, or lets threads look at it.</summary>
internal sealed class LargeStateRoot(IActorRef outside, LargeStateDefinition definition) : IActor
{
    /// <summary>Pieces on their way to one process: enough that it never waits for the next, few enough that memory stays what the object takes.</summary>
    private const int PiecesInFlight = 4;

    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private readonly byte[] _state = LargeObject.Make(definition.SizeBytes, definition.Seed);

    /// <summary>How much has been sent to a worker.</summary>
    private readonly Dictionary<IActorRef, long> _sent = new(ActorRefComparer.Instance);

    private long _moved, _pieces, _sum;
    private int _done, _ended;
    private bool _computed = true;
    private SimTime _start, _handedOver, _end;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started: Start(context); break;
            case HasUpTo(var bytes) when context.Sender is { } worker: OnHas(context, worker, bytes); break;
            case ShareSummed(var sum, var computed):
                _done++;
                _sum += sum;
                _computed &= computed;
                _end = context.Now;
                break;
            case Terminated: OnWorkerEnded(context); break;
            case Interrupted: context.Stop(context.Self); break;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private void Start(IActorContext context)
    {
        _start = _handedOver = context.Now;
        for (int i = 0; i < definition.UsedWorkers; i++)
        {
            ActorProps props = WorkerProps(context.Self, i, Share.Of(definition.SizeBytes, i, definition.UsedWorkers));
            IActorRef worker = context.Spawn(props with { Name = $"worker-{i + 1}", Supervision = StopIt });
            _sent.Add(worker, 0);
            context.Watch(worker);
        }
    }

    private ActorProps WorkerProps(IActorRef self, int index, Share share)
    {
        if (definition.Case == LargeStateDefinition.Processes)
            return ActorProps.OnNode(LargeStateDefinition.NodeOf(index), LargeStateDefinition.Role, new SentShare(self, definition.SizeBytes, share));
        var body = new SumBody(_state, share, definition.Case == LargeStateDefinition.Compiled);
        return new ActorProps(() => new StateUser(self, body)) { Dispatcher = DispatcherPolicy.ForkJoin("worker", definition.UsedWorkers) };
    }

    private void OnHas(IActorContext context, IActorRef worker, long received)
    {
        long sent = _sent[worker];
        while (sent < _state.Length && sent - received < (long)PiecesInFlight * StatePiece.MaxBytes)
        {
            int length = (int)Math.Min(StatePiece.MaxBytes, _state.Length - sent);
            context.Send(worker, new StatePiece(sent, _state.AsMemory((int)sent, length)));
            sent += length;
            _moved += length;
            _pieces++;
        }

        _sent[worker] = sent;
        if (received == _state.Length) _handedOver = context.Now;
    }

    private void OnWorkerEnded(IActorContext context)
    {
        if (++_ended < definition.UsedWorkers) return;
        if (_done == definition.UsedWorkers)
            context.Send(outside, new LargeStateEnded(_end - _start, _handedOver - _start, _moved, _pieces, _computed ? _sum : null));
        context.Stop(context.Self);
    }
}

/// <summary>What the case took.</summary>
/// <param name="Makespan">From the start of the first worker to the last sum.</param>
/// <param name="HandOver">From the start of the first worker to the moment the last one had all of the object; nothing where it is shared.</param>
/// <param name="BytesMoved">Between processes.</param>
/// <param name="Pieces">Messages that this took.</param>
/// <param name="Sum">Null where the machine only charged for it.</param>
internal sealed record LargeStateEnded(SimDuration Makespan, SimDuration HandOver, long BytesMoved, long Pieces, long? Sum) : IMessage;
