using System.Runtime.CompilerServices;

namespace ActorLab.VirtualTime;

/// <summary>Hashes of names that are the same in every process (FNV-1a, 64 bits), remembered per type.</summary>
internal sealed class TypeHashes
{
    private const ulong Offset = 14695981039346656037, Prime = 1099511628211;
    private const int Places = 64;

    private readonly Dictionary<Type, ulong> _all = [];
    private readonly (Type? Type, ulong Hash)[] _recent = new (Type?, ulong)[Places];

    public static ulong Of(string name)
    {
        ulong hash = Offset;
        foreach (char c in name) hash = (hash ^ c) * Prime;
        return hash;
    }

    public ulong Of(Type type)
    {
        ref var place = ref _recent[RuntimeHelpers.GetHashCode(type) & (Places - 1)];
        if (ReferenceEquals(place.Type, type)) return place.Hash;
        if (!_all.TryGetValue(type, out ulong hash)) _all.Add(type, hash = Of(type.FullName ?? type.Name));
        place = (type, hash);
        return hash;
    }
}
