namespace ActorLab.Core.Machine;

/// <summary>What a worker can wait for, named the same everywhere. Time that no evidence explains is <see cref="Unattributed"/>, never spread over the others.</summary>
public enum WaitKind
{
    /// <summary>For a thread of its dispatcher: an actor that has a message, or whose asynchronous body can go on.</summary>
    Queue,

    /// <summary>For a core, with a thread. A real machine does not say.</summary>
    Core,

    /// <summary>For the interpreter lock.</summary>
    Gil,

    /// <summary>For a lock that another body holds.</summary>
    Lock,

    /// <summary>For the file system to open, read, write or close a file.</summary>
    Disk,

    /// <summary>For the answer of a service, or of a program outside.</summary>
    Network,
    Sleep,

    /// <summary>For the start of the thread or the process that an actor is to have its first turn on.</summary>
    StartUp,

    /// <summary>For a message from another process to be unpacked; a trace has it as the amount of the receive.</summary>
    Transfer,
    Unattributed,
}
