namespace ActorLab.Pipelines.Definition;

/// <summary>What the numbers of a pipeline may be. Least and most are both allowed.</summary>
public static class PipelineLimits
{
    public const int MaxStages = 100;

    /// <summary>Stages that one takes from.</summary>
    public const int MaxInputs = 32;

    /// <summary>Of all stages together.</summary>
    public const int MaxConnections = 200;

    public const int MaxNameLength = 64;

    /// <summary>Items between a place where order is lost and the place where it is restored.</summary>
    public const int MaxWindow = 1_000_000;

    public const int MaxCapacity = 1_000_000;

    public const int MaxSentinels = 2_000;

    public const int MaxWorkers = 1_000;

    public const int MaxBatchSize = 65_536;

    /// <summary>Workers times batch size: what a stage keeps in order is 16 times as much.</summary>
    public const int MaxAtWork = 65_536;

    public const int MaxAttempts = 1_000;

    public const long MaxGenerated = 1_000_000_000_000;

    public const int MaxKeys = 1_000_000;

    /// <summary>Items of a batch or a window.</summary>
    public const int MaxGroup = 1_000_000;

    /// <summary>Of every window, and of every failure.</summary>
    public const int MaxEvery = 1_000_000_000;

    public static readonly SimDuration ShortestTimeout = SimDuration.FromMicroseconds(1);

    /// <summary>Of a pause, a time-out, and the mean of what varies.</summary>
    public static readonly SimDuration Longest = SimDuration.FromSeconds(86_400);

    /// <summary>Whether a stage, a pipeline, a dispatcher or a process may be called so: kebab-case, beginning with a letter.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxNameLength || name[0] == '-' || name[^1] == '-') return false;
        for (int i = 0; i < name.Length; i++)
            if (!char.IsAsciiLetterLower(name[i]) && !char.IsAsciiDigit(name[i]) && (name[i] != '-' || name[i - 1] == '-')) return false;
        return char.IsAsciiLetterLower(name[0]);
    }
}
