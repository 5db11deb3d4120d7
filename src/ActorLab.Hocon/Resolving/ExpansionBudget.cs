namespace ActorLab.Hocon.Resolving;

/// <summary>Keeps a small text from becoming a large value: <c>b = ${a}${a}, c = ${b}${b}, …</c></summary>
/// <remarks>What is taken is about the memory that is allocated, in bytes. A text is given what resolving it takes anyway; only what is beyond that counts as expansion.</remarks>
internal sealed class ExpansionBudget(int maxBytes, long characters)
{
    private const int BytesPerCharacter = 64;
    private const int WeightPerCharacter = 8;
    private const int CellBytes = 64;
    private const int ContainerBytes = 400;
    private const int FieldBytes = 48;

    private long _left = maxBytes + (characters * BytesPerCharacter);

    /// <summary>Most that the resolved value may take when written out: what the text does, and what may be added. Quotes make the written form a little longer than the text.</summary>
    public long MaxWeight { get; } = maxBytes + (characters * WeightPerCharacter);

    public bool Exhausted => _left < 0;

    /// <returns>False if that is too much.</returns>
    public bool TryTake(long bytes)
    {
        _left -= bytes;
        return !Exhausted;
    }

    public bool TryTakeCells(long count) => TryTake(count * CellBytes);

    public bool TryTakeContainer(long count) => TryTake(ContainerBytes + (count * FieldBytes));
}
