namespace ActorLab.Conformance.Tests.Faults;

/// <summary>What can be done wrongly around a sound engine. Every hook does the right thing unless it is overridden.</summary>
internal abstract class Fault
{
    public virtual ScenarioPlan Rewrite(ScenarioPlan plan) => plan;

    public virtual EngineOptions Rewrite(EngineOptions options) => options;

    public virtual RunResult Rewrite(RunResult result) => result;

    public virtual NodeRole Rewrite(NodeRole role) => role;

    /// <summary>How many nodes go on after the run.</summary>
    public virtual int NodesLeft => 0;

    /// <summary>For the policies of an actor; its <see cref="ActorProps.Create"/> has a hook of its own.</summary>
    public virtual ActorProps Rewrite(ActorProps props) => props;

    public virtual Func<IActor> Rewrite(Func<IActor> create) => create;

    public virtual IActorContext Wrap(IActorContext context) => context;

    public virtual IMachine Wrap(IMachine machine) => machine;

    public virtual void Receive(IActor actor, ActorProps props, IActorContext context, IMessage message) => actor.Receive(context, message);

    /// <summary>After a turn that did not throw.</summary>
    public virtual void TurnEnds(IActorContext context)
    {
    }

    public virtual ValueTask<IMessage> Run(IBody body, IMachine machine, IMessage item) => body.RunAsync(machine, item);
}

/// <summary>Decoration alone, with nothing wrong.</summary>
internal sealed class NoFault : Fault;

/// <summary>One thing wrong that needs no state: each argument replaces a hook.</summary>
internal sealed class Wrong(
    Func<ScenarioPlan, ScenarioPlan>? plan = null,
    Func<EngineOptions, EngineOptions>? options = null,
    Func<RunResult, RunResult>? result = null,
    Func<ActorProps, ActorProps>? props = null,
    Func<IActorContext, IActorContext>? context = null,
    Func<IMachine, IMachine>? machine = null,
    Action<IActor, ActorProps, IActorContext, IMessage>? receive = null,
    Func<IBody, IMachine, IMessage, ValueTask<IMessage>>? body = null) : Fault
{
    public override ScenarioPlan Rewrite(ScenarioPlan original) => plan?.Invoke(original) ?? original;

    public override EngineOptions Rewrite(EngineOptions original) => options?.Invoke(original) ?? original;

    public override RunResult Rewrite(RunResult original) => result?.Invoke(original) ?? original;

    public override ActorProps Rewrite(ActorProps original) => props?.Invoke(original) ?? original;

    public override IActorContext Wrap(IActorContext original) => context?.Invoke(original) ?? original;

    public override IMachine Wrap(IMachine original) => machine?.Invoke(original) ?? original;

    public override void Receive(IActor actor, ActorProps propsOfActor, IActorContext contextOfTurn, IMessage message)
    {
        if (receive is null) actor.Receive(contextOfTurn, message);
        else receive(actor, propsOfActor, contextOfTurn, message);
    }

    public override ValueTask<IMessage> Run(IBody original, IMachine machineOfBody, IMessage item) =>
        body is null ? original.RunAsync(machineOfBody, item) : body(original, machineOfBody, item);
}
