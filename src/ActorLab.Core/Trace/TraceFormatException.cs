namespace ActorLab.Core.Trace;

/// <summary>Bytes are not what a trace is made of.</summary>
public sealed class TraceFormatException : Exception
{
    public TraceFormatException(string message)
        : base(message)
    {
    }

    public TraceFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public TraceFormatException()
    {
    }
}
