namespace ActorLab.Wire;

/// <summary>Bytes from another process are not what the protocol allows. Whoever sent them is not to be trusted any further.</summary>
public sealed class WireFormatException : Exception
{
    /// <param name="reason">What is wrong, in one line.</param>
    /// <param name="inner">What noticed it, if that was not this code.</param>
    public WireFormatException(string reason, Exception? inner = null)
        : base(reason, inner) => Reason = reason;

    /// <param name="reason">What is wrong, in one line.</param>
    /// <param name="offset">Where the frame begins, in bytes from the start of the stream.</param>
    /// <param name="inner">What noticed it, if that was not this code.</param>
    public WireFormatException(string reason, long offset, Exception? inner = null)
        : base($"byte {offset}: {reason}", inner)
    {
        Reason = reason;
        Offset = offset;
    }

    public string Reason { get; }

    /// <summary>Null where the bytes are no part of a stream.</summary>
    public long? Offset { get; }
}
