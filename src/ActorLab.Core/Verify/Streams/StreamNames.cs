namespace ActorLab.Core.Verify;

/// <summary>Names of producers and keys behind the numbers that checkers use for them.</summary>
/// <remarks>A name is told by a 64-bit hash of its bytes. The first names are remembered to be shown; a later one shows as its hash.</remarks>
public sealed class StreamNames
{
    public const int MaxNames = 65_536;

    private readonly Dictionary<long, string> _names = [];

    public static long IdOf(ReadOnlySpan<byte> name) => unchecked((long)StableHash.Of(name));

    /// <summary>The number of a name, which is remembered if there is room.</summary>
    public long Add(ReadOnlySpan<byte> name)
    {
        long id = IdOf(name);
        if (!_names.ContainsKey(id) && _names.Count < MaxNames) _names.Add(id, EvidenceText.Of(name));
        return id;
    }

    /// <summary>The name as a reader may read it.</summary>
    public string Of(long id) => _names.TryGetValue(id, out string? name) ? name : $"#{unchecked((ulong)id):x16}";
}
