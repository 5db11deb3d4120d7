using System.Collections.Immutable;

namespace ActorLab.Simulation.Tests;

/// <summary>Plans with the nodes a, b, c and d, and roles that are lambdas.</summary>
internal static class Nodes
{
    public const string Role = "role";

    public static ScenarioPlan Plan(MachineProfile machine, NodeRole role, Action<IActorContext, IMessage, IActorRef> root, int maxRestarts = NodePlan.DefaultMaxRestarts) => new()
    {
        Name = "nodes",
        Machine = machine,
        Root = outside => TestActor.Props((context, message) => root(context, message, outside)),
        Nodes = [.. "abcd".Select(n => new NodePlan($"{n}", maxRestarts))],
        Roles = ImmutableSortedDictionary<string, NodeRole>.Empty.WithComparers(StringComparer.Ordinal).Add(Role, role),
    };

    /// <summary>Props of an actor of the one role.</summary>
    public static ActorProps On(string node, IActorRef tells, string? name = null) => ActorProps.OnNode(node, Role, new Tells(tells)) with { Name = name };

    /// <summary>A role whose actors are lambdas that are given whom to tell.</summary>
    public static NodeRole Acts(Action<IActorContext, IMessage, IActorRef> receive) =>
        (_, arguments) => TestActor.Props((context, message) => receive(context, message, ((Tells)arguments).Whom));

    /// <summary>A role whose actors execute one body for each number they are given and tell when it has ended.</summary>
    public static NodeRole Executes(Func<IMachine, NodeState, Number, ValueTask> steps, DispatcherPolicy? dispatcher = null) => (state, arguments) =>
        TestActor.Props((context, message) =>
        {
            IActorRef whom = ((Tells)arguments).Whom;
            if (message is Number number) context.Execute(new TestBody(m => steps(m, state, number)), number);
            else if (message is BodyCompleted) context.Send(whom, new Mark(context.NameOf(context.Self), context.Now));
            else if (message is BodyFailed(_, var cause)) context.Send(whom, new Failed(context.NameOf(context.Self), cause));
        }) with { Dispatcher = dispatcher ?? DispatcherPolicy.Shared };

    /// <summary>Runs to the end and gives what was told, in order.</summary>
    public static string[] Marks(ScenarioPlan plan, SimulationFaults? faults = null)
    {
        RunResult result = Scenario.Run(plan, faults: faults);
        Assert.Equal((null, RunOutcome.Completed), (result.Failure, result.Outcome));
        return Scenario.Marks(result);
    }

    public static void StopAt(this IActorContext context, long milliseconds) => context.SendLater(context.Self, Done.Instance, Scenario.Ms(milliseconds));
}

/// <summary>The arguments of the one role: whom its actor tells what happens.</summary>
internal sealed record Tells(IActorRef Whom) : IMessage;

/// <summary>What an actor saw, as text.</summary>
internal sealed record Said(string Text) : IMessage
{
    public override string ToString() => Text;
}
