namespace ActorLab.Core.Actors;

/// <summary>What a parent has decided about a child that throws, as in Akka and OTP.</summary>
public sealed record SupervisionPolicy
{
    /// <summary>Restart, at most 10 times within a minute.</summary>
    public static readonly SupervisionPolicy Default = new();

    public SupervisionDirective Directive { get; init; } = SupervisionDirective.Restart;

    /// <summary>Decides by the exception; null uses <see cref="Directive"/> for all.</summary>
    public Func<Exception, SupervisionDirective>? Decide { get; init; }

    /// <summary>Restarts allowed within <see cref="Window"/>; one more stops the actor.</summary>
    public int MaxRestarts { get; init; } = 10;

    public SimDuration Window { get; init; } = SimDuration.FromSeconds(60);

    public SupervisionDirective DirectiveFor(Exception failure) => Decide?.Invoke(failure) ?? Directive;
}
