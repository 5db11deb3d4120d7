namespace ActorLab.Core.Actors;

/// <summary>All that is needed to make an actor, and to make it again after a failure.</summary>
public sealed record ActorProps
{
    /// <param name="create">Makes a fresh instance; called again at every restart.</param>
    public ActorProps(Func<LabActor> create) => Create = create;

    private ActorProps(Placement placement)
    {
        Placement = placement;
        Create = () => throw new InvalidOperationException($"{placement} is made on its node, not here");
    }

    public Func<LabActor> Create { get; }

    /// <summary>Null for an actor on the node of its parent.</summary>
    public Placement? Placement { get; }

    /// <summary>An actor on another node. The node makes it from its own table of roles (<c>ScenarioPlan.Roles</c>), so that nothing but the name of the role and its arguments travels; the
    /// dispatcher is the role's. Of the supervision policy everything travels but <see cref="SupervisionPolicy.Decide"/>.</summary>
    /// <param name="node">A node of the plan.</param>
    /// <param name="role">A role of the plan.</param>
    /// <param name="arguments">What the role is given; a message with a wire form.</param>
    public static ActorProps OnNode(string node, string role, IMessage arguments) => new(new Placement(node, role, arguments));

    /// <summary>Unique among its living siblings, without <c>/</c>; null lets the engine number it (<c>$1</c>, <c>$2</c>, …).</summary>
    public string? Name { get; init; }

    public DispatcherPolicy Dispatcher { get; init; } = DispatcherPolicy.Shared;

    public SupervisionPolicy Supervision { get; init; } = SupervisionPolicy.Default;

    /// <summary>True for an actor that watches the experiment and is no part of it: its bodies run on a machine beside the modelled one, which charges nothing and counts no steps.</summary>
    public bool Observer { get; init; }
}
