namespace ActorLab.Conformance.Tests;

/// <summary>A sound engine around which one thing is done wrongly: every actor, context, body and machine of the plan passes through the fault.</summary>
internal sealed class FaultyEngine(IEngine sound, Func<Fault> plant) : IEngine
{
    public string Name => $"faulty {sound.Name}";

    public EngineCapabilities Capabilities => sound.Capabilities;

    public async Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt)
    {
        // Faults keep state; each run has its own.
        Fault fault = plant();
        ScenarioPlan faulty = fault.Rewrite(plan with
        {
            Root = outside => Decorate(plan.Root(outside), fault),
            Roles = plan.Roles.SetItems(plan.Roles.Select(role => KeyValuePair.Create(role.Key, Decorate(role.Value, fault)))),
        });
        return fault.Rewrite(await sound.RunAsync(faulty, fault.Rewrite(options), interrupt));
    }

    private static NodeRole Decorate(NodeRole role, Fault fault)
    {
        NodeRole faulty = fault.Rewrite(role);
        return (state, arguments) => Decorate(faulty(state, arguments), fault);
    }

    private static ActorProps Decorate(ActorProps props, Fault fault)
    {
        ActorProps faulty = fault.Rewrite(props);
        // Its actor is made by a role, which is decorated itself.
        if (props.Placement is not null) return faulty;
        Func<IActor> create = fault.Rewrite(ScriptedProps.ScriptOf(props));
        return ScriptedProps.Of(() => new Actor(create(), props, fault)) with
        {
            Name = faulty.Name,
            Dispatcher = faulty.Dispatcher,
            Supervision = faulty.Supervision,
            Observer = faulty.Observer,
        };
    }

    private sealed class Actor(IActor sound, ActorProps props, Fault fault) : IActor
    {
        public void Receive(IActorContext context, IMessage message)
        {
            var decorating = new Context(context, fault);
            IActorContext faulty = fault.Wrap(decorating);
            fault.Receive(sound, props, faulty, message);
            fault.TurnEnds(faulty);
        }
    }

    private sealed class Context(IActorContext sound, Fault fault) : ForwardingContext(sound)
    {
        public override IActorRef Spawn(ActorProps props) => base.Spawn(Decorate(props, fault));

        public override void Execute(IBody body, IMessage item, Occupancy occupancy = Occupancy.Synchronous) => base.Execute(new Body(body, fault), item, occupancy);
    }

    private sealed class Body(IBody sound, Fault fault) : IBody
    {
        public ValueTask<IMessage> RunAsync(IMachine machine, IMessage item) => fault.Run(sound, fault.Wrap(machine), item);
    }
}
