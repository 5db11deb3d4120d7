using Akka.Actor;
using ActorLab.Core.Actors;

namespace ActorLab.Experiments.LargeState;

/// <summary>Has the large object, and lets it be summed: sends it to processes piece by piece, or lets threads look at it.</summary>
internal sealed class LargeStateRoot(IActorRef outside, LargeStateDefinition definition) : LabActor
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

    protected override void PreStart() => Start();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HasUpTo(var bytes) when Sender is { } worker: OnHas(worker, bytes); break;
            case ShareSummed(var sum, var computed):
                _done++;
                _sum += sum;
                _computed &= computed;
                _end = Now;
                break;
            case Terminated: OnWorkerEnded(); break;
            case Interrupted: Self.Tell(PoisonPill.Instance); break;
            default: Unhandled(message); break;
        }
    }

    private void Start()
    {
        _start = _handedOver = Now;
        for (int i = 0; i < definition.UsedWorkers; i++)
        {
            ActorProps props = WorkerProps(Self, i, Share.Of(definition.SizeBytes, i, definition.UsedWorkers));
            IActorRef worker = Spawn(props with { Name = $"worker-{i + 1}", Supervision = StopIt });
            _sent.Add(worker, 0);
            Context.Watch(worker);
        }
    }

    private ActorProps WorkerProps(IActorRef self, int index, Share share)
    {
        if (definition.Case == LargeStateDefinition.Processes)
            return ActorProps.OnNode(LargeStateDefinition.NodeOf(index), LargeStateDefinition.Role, new SentShare(self, definition.SizeBytes, share));
        var body = new SumBody(_state, share, definition.Case == LargeStateDefinition.Compiled);
        return new ActorProps(() => new StateUser(self, body)) { Dispatcher = DispatcherPolicy.ForkJoin("worker", definition.UsedWorkers) };
    }

    private void OnHas(IActorRef worker, long received)
    {
        long sent = _sent[worker];
        while (sent < _state.Length && sent - received < (long)PiecesInFlight * StatePiece.MaxBytes)
        {
            int length = (int)Math.Min(StatePiece.MaxBytes, _state.Length - sent);
            worker.Tell(new StatePiece(sent, _state.AsMemory((int)sent, length)));
            sent += length;
            _moved += length;
            _pieces++;
        }

        _sent[worker] = sent;
        if (received == _state.Length) _handedOver = Now;
    }

    private void OnWorkerEnded()
    {
        if (++_ended < definition.UsedWorkers) return;
        if (_done == definition.UsedWorkers)
            outside.Tell(new LargeStateEnded(_end - _start, _handedOver - _start, _moved, _pieces, _computed ? _sum : null));
        Self.Tell(PoisonPill.Instance);
    }
}

/// <summary>What the case took.</summary>
/// <param name="Makespan">From the start of the first worker to the last sum.</param>
/// <param name="HandOver">From the start of the first worker to the moment the last one had all of the object; nothing where it is shared.</param>
/// <param name="BytesMoved">Between processes.</param>
/// <param name="Pieces">Messages that this took.</param>
/// <param name="Sum">Null where the machine only charged for it.</param>
internal sealed record LargeStateEnded(SimDuration Makespan, SimDuration HandOver, long BytesMoved, long Pieces, long? Sum) : IMessage;
