namespace ActorLab.Wire;

/// <summary>A message on its way: a tag of the table and the bytes that the tag's codec wrote. Equal when both are.</summary>
/// <param name="Tag">0 for no message.</param>
/// <param name="Bytes">Must not be changed by whoever gave them.</param>
public readonly record struct Payload(uint Tag, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The most bytes of one message: a frame with nothing else in it still has room for paths and numbers.</summary>
    public const int MaxBytes = FrameCodec.MaxFrameBytes - (64 * 1024);

    public static readonly Payload None;

    public bool Equals(Payload other) => Tag == other.Tag && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override int GetHashCode() => (int)StableHash.Combine(Tag, StableHash.Of(Bytes.Span));

    public override string ToString() => Tag == 0 ? "no message" : $"tag {Tag}, {Bytes.Length} bytes";
}
