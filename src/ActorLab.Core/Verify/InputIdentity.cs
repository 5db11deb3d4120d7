namespace ActorLab.Core.Verify;

/// <summary>Knows the lines of an input, so that a line of an output can be told by its place in it. Immutable; several verifiers may share one.</summary>
/// <remarks>A line ends at LF; carriage returns before it belong to the line end. A last line without LF counts, an empty file has no line.
/// Bytes are compared as they are: no encoding is assumed.</remarks>
public abstract class InputIdentity
{
    private protected InputIdentity(long count) => Count = count;

    /// <summary>How many lines the input has.</summary>
    public long Count { get; }

    /// <summary>True when some line occurs more than once.</summary>
    public abstract bool HasEqualLines { get; }

    /// <summary>An input whose line k is <paramref name="prefix"/> followed by k in decimal: nothing of it is held.</summary>
    /// <param name="prefix">What every line starts with.</param>
    /// <param name="count">How many lines there are, from 0.</param>
    public static InputIdentity Numbered(string prefix, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new NumberedInput(prefix, count);
    }

    /// <summary>Any input. The bytes are kept and must not change; the index takes 12 to 28 bytes for each line.</summary>
    public static InputIdentity Of(ReadOnlyMemory<byte> input) => new IndexedInput(input);

    /// <summary>The first place, from 1, at which the input has this line; 0 if it has no such line.</summary>
    /// <param name="line">Without its line end.</param>
    public abstract long Find(ReadOnlySpan<byte> line);

    /// <summary>The next place after <paramref name="sequence"/> with an equal line; 0 if there is none.</summary>
    public abstract long NextEqual(long sequence);

    /// <summary>Whether the input has exactly this line at this place. False for a place past its end.</summary>
    public abstract bool IsAt(long sequence, ReadOnlySpan<byte> line);

    /// <summary>All its lines as a multiset.</summary>
    public abstract MultisetHash Fingerprint();

    /// <summary>The line at a place, as it is shown to a reader (see <see cref="EvidenceText"/>).</summary>
    /// <param name="sequence">1 to <see cref="Count"/>.</param>
    public abstract string TextAt(long sequence);
}
