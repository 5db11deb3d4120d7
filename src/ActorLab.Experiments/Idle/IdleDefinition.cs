namespace ActorLab.Experiments.Idle;

/// <summary>An idle engine, and how long it is watched.</summary>
public sealed record IdleDefinition
{
    public const int DefaultActors = 4;
    public const int MaxActors = 100_000;

    public static readonly SimDuration DefaultWindow = SimDuration.FromSeconds(1);

    /// <summary>One hour.</summary>
    public static readonly SimDuration MaxWindow = SimDuration.FromSeconds(3_600);

    /// <summary>Actors that wait, 1 to <see cref="MaxActors"/>.</summary>
    public int Actors { get; init; } = DefaultActors;

    /// <summary>How long the process is watched, more than nothing and at most <see cref="MaxWindow"/>.</summary>
    public SimDuration Window { get; init; } = DefaultWindow;
}
