namespace ActorLab.Local.State;

/// <summary>A folder cannot hold the state of this run, or does not hold the one that is asked for. The message goes on after its path.</summary>
public sealed class StateException : Exception
{
    private const int NoSpaceLeft = 28; // ENOSPC

    public StateException(string message) : base(message)
    {
    }

    public StateException(string message, Exception inner) : base(message, inner)
    {
    }

    public StateException()
    {
    }

    /// <summary>Nobody has asked for anything wrong: the disk is full, for one.</summary>
    public bool IsOfMachine { get; init; }

    internal static StateException Of(Exception failure) =>
        new(failure.Message, failure) { IsOfMachine = failure is IOException { HResult: NoSpaceLeft } };
}
