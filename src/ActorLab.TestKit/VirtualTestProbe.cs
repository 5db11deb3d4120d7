using Akka.Actor;
using Akka.Actor.Setup;
using Akka.TestKit;
using ActorLab.TestKit.Waiting;
using ActorLab.VirtualTime;

namespace ActorLab.TestKit;

/// <summary>Akka's <see cref="TestProbe"/> in virtual time.</summary>
/// <remarks>Keep it in a variable of this type (or <c>var</c>): what is called through <see cref="TestProbe"/> waits in virtual
/// time too, but <c>Within</c> and the like then
/// reckon with the real clock.</remarks>
public sealed partial class VirtualTestProbe : TestProbe
{
    internal VirtualTestProbe(ActorSystem system, ITestKitAssertions assertions, string? name)
        : base(system, assertions, name)
    {
    }

    public new IActorRef ChildActorOf<T>(string name, SupervisorStrategy supervisorStrategy,
        CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOf(Props.Create<T>(), name, supervisorStrategy, cancellationToken);

    public new IActorRef ChildActorOf<T>(SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOf(Props.Create<T>(), supervisorStrategy, cancellationToken);

    public new IActorRef ChildActorOf<T>(string name, CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOf(Props.Create<T>(), name, cancellationToken);

    public new IActorRef ChildActorOf<T>(CancellationToken cancellationToken = default)
        where T : ActorBase => ChildActorOf(Props.Create<T>(), cancellationToken);

    /// <inheritdoc/>
    protected override void InitializeTest(ActorSystem system, ActorSystemSetup config, string actorSystemName,
        string testActorName)
    {
        VirtualWorld world = VirtualTimeTestKit.WorldOf(system);
        world.BePumped();
        base.InitializeTest(system, config, actorSystemName, TestActorNames.Or(testActorName, world));
        _expectations = new Expectations(this, world, TestKitAssertionsExtension.For(system).Assertions);
        world.BePumped();
    }
}
