using Akka.Actor;
using ActorLab.Core.Actors;

namespace ActorLab.Experiments.LargeState;

/// <summary>A worker in a process: puts the object together from its pieces, then sums its share.</summary>
internal sealed class StateReceiver(SentShare share) : LabActor
{
    private readonly byte[] _state = GC.AllocateUninitializedArray<byte>(checked((int)share.SizeBytes));
    private long _received;

    protected override void PreStart() => share.Root.Tell(new HasUpTo(0));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StatePiece(var offset, var bytes) piece:
                Invariant.Check(offset == _received, $"a piece from byte {offset} came when {_received} were there");
                bytes.CopyTo(_state.AsMemory((int)offset));
                _received += bytes.Length;
                share.Root.Tell(new HasUpTo(_received));
                if (_received == _state.Length) Execute(new SumBody(_state, share.Share, compiled: false), piece);
                break;
            case BodyCompleted(_, var summed):
                share.Root.Tell(summed);
                Self.Tell(PoisonPill.Instance);
                break;
            case BodyFailed failed: throw failed.Cause;
            default: Unhandled(message); break;
        }
    }
}

/// <summary>A worker beside the object: nothing has to be sent.</summary>
internal sealed class StateUser(IActorRef root, SumBody body) : LabActor
{
    protected override void PreStart() => Execute(body, Started.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BodyCompleted(_, var summed):
                root.Tell(summed);
                Self.Tell(PoisonPill.Instance);
                break;
            case BodyFailed failed: throw failed.Cause;
            default: Unhandled(message); break;
        }
    }
}
