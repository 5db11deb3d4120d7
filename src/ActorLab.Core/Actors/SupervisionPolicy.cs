namespace ActorLab.Core.Actors;

/// <summary>What a parent has decided about a child that throws, as in Akka and OTP.</summary>
public sealed record SupervisionPolicy
{
    /// <summary>Restart, at most 10 times within a minute, without delay.</summary>
    public static readonly SupervisionPolicy Default = new();

    public SupervisionDirective Directive { get; init; } = SupervisionDirective.Restart;

    /// <summary>Decides by the exception; null uses <see cref="Directive"/> for all.</summary>
    public Func<Exception, SupervisionDirective>? Decide { get; init; }

    /// <summary>Restarts allowed within <see cref="Window"/>; one more stops the actor.</summary>
    public int MaxRestarts { get; init; } = 10;

    public SimDuration Window { get; init; } = SimDuration.FromSeconds(60);

    /// <summary>The delay before the first restart; doubled for each further one within the window.</summary>
    public SimDuration MinBackOff { get; init; } = SimDuration.Zero;

    public SimDuration MaxBackOff { get; init; } = SimDuration.Zero;

    public SupervisionDirective DirectiveFor(Exception failure) => Decide?.Invoke(failure) ?? Directive;

    /// <summary>min(MinBackOff · 2ⁿ, MaxBackOff) for the restart number n within the window, from 0.</summary>
    public SimDuration BackOff(int restartsBefore) => ExponentialBackOff.Delay(restartsBefore, MinBackOff, MaxBackOff);
}
