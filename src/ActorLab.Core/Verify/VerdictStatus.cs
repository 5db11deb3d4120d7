namespace ActorLab.Core.Verify;

/// <summary>From best to worst: a whole is the worst of its parts, so a proven violation is never hidden by evidence that was cut.</summary>
public enum VerdictStatus
{
    Holds,

    /// <summary>Evidence was cut or a bound was reached; never counted as holding.</summary>
    Unknown,

    Violated,
}
