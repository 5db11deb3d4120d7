namespace ActorLab.Core.Machine;

/// <summary>The machine could not do a step: no such file, no permission, disk full, no answer. The run ends with exit code 3.</summary>
public sealed class MachineFailureException(StepKind step, string target, string reason, Exception? inner = null)
    : Exception($"{target}: {reason}", inner)
{
    public StepKind Step { get; } = step;

    /// <summary>The file, lock or service the step was about.</summary>
    public string Target { get; } = target;

    /// <summary>What went wrong, in words a user understands.</summary>
    public string Reason { get; } = reason;
}
