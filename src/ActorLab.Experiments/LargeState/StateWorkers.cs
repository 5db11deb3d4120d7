using ActorLab.Core.Actors;

namespace ActorLab.Experiments.LargeState;

/// <summary>A worker in a process: puts the object together from its pieces, then sums its share.</summary>
internal sealed class StateReceiver(SentShare share) : IActor
{
    private readonly byte[] _state = GC.AllocateUninitializedArray<byte>(checked((int)share.SizeBytes));
    private long _received;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started: context.Send(share.Root, new HasUpTo(0)); break;
            case StatePiece(var offset, var bytes):
                Invariant.Check(offset == _received, $"a piece from byte {offset} came when {_received} were there");
                bytes.CopyTo(_state.AsMemory((int)offset));
                _received += bytes.Length;
                context.Send(share.Root, new HasUpTo(_received));
                if (_received == _state.Length) context.Execute(new SumBody(_state, share.Share, compiled: false), message);
                break;
            case BodyCompleted(_, var summed):
                context.Send(share.Root, summed);
                context.Stop(context.Self);
                break;
            case BodyFailed failed: throw failed.Cause;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }
}

/// <summary>A worker beside the object: nothing has to be sent.</summary>
internal sealed class StateUser(IActorRef root, SumBody body) : IActor
{
    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started: context.Execute(body, message); break;
            case BodyCompleted(_, var summed):
                context.Send(root, summed);
                context.Stop(context.Self);
                break;
            case BodyFailed failed: throw failed.Cause;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }
}
