using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace ActorLab.TestSupport;

/// <summary>The address of an actor that exists only in a test. The harness whose actor tells it something keeps that.</summary>
/// <param name="id">Unlike those of all others in the test.</param>
/// <param name="labPath">The names from the root, such as <c>root/worker-1</c>.</param>
public class TestActorRef(long id, string labPath) : MinimalActorRef
{
    private static readonly ActorPath Home = new RootActorPath(Address.AllSystems) / "test";

    /// <summary>The names from the root, such as <c>root/worker-1</c>.</summary>
    public string LabPath => labPath;

    public string Name => labPath[(labPath.LastIndexOf('/') + 1)..];

    public override ActorPath Path { get; } = new ChildActorPath(Home, $"{id}", id);

    public override IActorRefProvider Provider => throw new NotSupportedException("an actor of a test has no provider");

    public override string ToString() => labPath;

    public override void Stop() => TellInternal(PoisonPill.Instance, this);

    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is Akka.Dispatch.SysMsg.Watch) TestTurn.Current?.Watch(this);
        else if (message is Unwatch) TestTurn.Current?.Unwatch(this);
    }

    protected override void TellInternal(object message, IActorRef sender) =>
        (TestTurn.Current
            ?? throw new NotSupportedException($"{labPath} exists only in a test: only an actor under test tells it"))
            .Tell(this, message);
}

/// <summary>The names of actors in a test.</summary>
public static class TestActorNames
{
    public static string TestName(this IActorRef actor)
    {
        string path = actor.TestPath();
        return path[(path.LastIndexOf('/') + 1)..];
    }

    /// <summary>The names from the root, such as <c>root/worker-1</c>.</summary>
    public static string TestPath(this IActorRef actor) => actor is TestActorRef made ? made.LabPath : TestSeat.Of(actor).Path;
}
