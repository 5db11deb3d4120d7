namespace ActorLab.Nodes.Transports;

/// <summary>How a child process ended.</summary>
/// <param name="Code">As a shell gives it: 128 and the number of the signal for a process that was killed.</param>
public readonly record struct ChildExit(int Code)
{
    private const int SignalBase = 128;
    private const int LastSignal = 64;

    /// <summary>The signal that killed it; null if it ended by itself.</summary>
    public int? Signal => Code is > SignalBase and <= SignalBase + LastSignal ? Code - SignalBase : null;

    public override string ToString() => Signal is { } signal ? $"was killed by signal {signal}" : $"ended with exit code {Code}";
}
