namespace ActorLab.Core.Machine;

/// <summary>What a worker can wait for, named the same everywhere. Time that no evidence explains is <see cref="Unattributed"/>, never spread over the others.</summary>
public enum WaitKind
{
    Queue,
    Core,
    Gil,
    Lock,
    Disk,
    Network,
    Sleep,
    StartUp,
    Transfer,
    Unattributed,
}
