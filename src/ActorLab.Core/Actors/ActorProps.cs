namespace ActorLab.Core.Actors;

/// <summary>All that is needed to make an actor, and to make it again after a failure.</summary>
public sealed record ActorProps
{
    /// <param name="create">Makes a fresh instance; called again at every restart.</param>
    public ActorProps(Func<IActor> create) => Create = create;

    public Func<IActor> Create { get; }

    /// <summary>Unique among its living siblings, without <c>/</c>; null lets the engine number it (<c>$1</c>, <c>$2</c>, …).</summary>
    public string? Name { get; init; }

    public DispatcherPolicy Dispatcher { get; init; } = DispatcherPolicy.Shared;

    public MailboxPolicy Mailbox { get; init; } = MailboxPolicy.Unbounded;

    public SupervisionPolicy Supervision { get; init; } = SupervisionPolicy.Default;

    /// <summary>True for an actor that watches the experiment and is no part of it: its bodies run on a machine beside the modelled one, which charges nothing and counts no steps.</summary>
    public bool Observer { get; init; }
}
