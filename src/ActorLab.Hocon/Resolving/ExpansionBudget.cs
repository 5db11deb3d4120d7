namespace ActorLab.Hocon.Resolving;

/// <summary>Keeps a small text from becoming a large value: <c>b = ${a}${a}, c = ${b}${b}, …</c></summary>
internal sealed class ExpansionBudget(int maxBytes, long characters)
{
    public const int CellBytes = 96;

    private long _left = maxBytes;

    /// <summary>Most that the resolved value may take when written out: what the text does, and what may be added. Path keys and quotes make the written form a little longer than the text.</summary>
    public long MaxWeight { get; } = maxBytes + (characters * 8);

    public bool TryTake(long bytes)
    {
        _left -= bytes;
        return _left >= 0;
    }
}
