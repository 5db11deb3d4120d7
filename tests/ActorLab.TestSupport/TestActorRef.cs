using Akka.Actor;

namespace ActorLab.TestSupport;

/// <summary>The address of an actor that exists only in a test.</summary>
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

    protected override void TellInternal(object message, IActorRef sender) =>
        throw new NotSupportedException("an actor of a test is told nothing: the context of the actor under test records what is sent");
}

/// <summary>The names of actors that exist only in a test.</summary>
public static class TestActorNames
{
    public static string TestName(this IActorRef actor) => ((TestActorRef)actor).Name;
}
