namespace ActorLab.Core.Actors;

public enum DispatcherKind
{
    SharedPool,
    ForkJoin,
    Pinned,
    EventLoop,
    CallingThread,
}
