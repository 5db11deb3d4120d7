namespace ActorLab.Core.Trace.Analysis;

/// <summary>A trace has more events than an analysis takes.</summary>
public sealed class TraceTooLargeException : Exception
{
    public TraceTooLargeException(string message)
        : base(message)
    {
    }

    public TraceTooLargeException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public TraceTooLargeException()
    {
    }
}
