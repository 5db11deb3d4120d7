namespace ActorLab.Core.Machine;

/// <summary>The operations a body can ask of its machine.</summary>
public enum StepKind
{
    Identify,
    Compute,
    ReadCell,
    WriteCell,
    Open,
    ReadAll,
    ReadNext,
    Append,
    Flush,
    Close,
    Acquire,
    Release,
    Sleep,
    Request,
}
