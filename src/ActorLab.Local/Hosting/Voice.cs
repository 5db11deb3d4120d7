using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Local.Cells;

namespace ActorLab.Local.Hosting;

/// <summary>Stands for a sender in Akka's envelopes.</summary>
internal sealed class Voice(WatchableRef of) : MinimalActorRef
{
    private static readonly ActorPath s_path = new RootActorPath(Address.AllSystems) / "voice";

    public ActorRef Of => of;

    public override ActorPath Path => s_path;

    public override IActorRefProvider Provider => throw new NotSupportedException("a voice has no provider");
}
