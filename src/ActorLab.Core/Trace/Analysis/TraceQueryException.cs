namespace ActorLab.Core.Trace.Analysis;

/// <summary>A condition cannot be understood.</summary>
public sealed class TraceQueryException : Exception
{
    public TraceQueryException(int column, string expected, string got)
        : base($"column {column}: expected {expected}, got {got}")
    {
        Column = column;
        Expected = expected;
        Got = got;
    }

    public TraceQueryException(string message)
        : base(message)
    {
    }

    public TraceQueryException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public TraceQueryException()
    {
    }

    /// <summary>From 1, in characters.</summary>
    public int Column { get; }

    public string Expected { get; } = "";

    public string Got { get; } = "";
}
