using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Plan;

namespace ActorLab.TestSupport.Faults;

/// <summary>Runs what another engine runs, with a fault in one actor: nothing of the product knows of it.</summary>
/// <param name="inner">Runs it.</param>
/// <param name="child">The name of a child of the root.</param>
/// <param name="fault">What that child does otherwise; made anew for each run.</param>
public sealed class FaultyEngine(IEngine inner, string child, Func<ActorHooks> fault) : IEngine
{
    public string Name => inner.Name;

    public EngineCapabilities Capabilities => inner.Capabilities;

    public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var atRoot = new ActorHooks { Spawn = props => props.Name == child ? With(props, fault()) : props };
        ScenarioPlan faulty = plan with { Root = outside => With(plan.Root(outside), atRoot), OverQueues = null };
        return inner.RunAsync(faulty, options, interrupt);
    }

    private static ActorProps With(ActorProps props, ActorHooks hooks) => new(() => new HookedActor(props.Carried!(), hooks))
    {
        Name = props.Name,
        Dispatcher = props.Dispatcher,
        Supervision = props.Supervision,
        Observer = props.Observer,
    };

    private sealed class HookedActor(IActor inner, ActorHooks hooks) : IActor
    {
        public void Receive(IActorContext context, IMessage message) => inner.Receive(new HookedContext(context, hooks), message);
    }
}
