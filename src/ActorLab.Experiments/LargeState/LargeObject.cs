using System.Buffers.Binary;

namespace ActorLab.Experiments.LargeState;

/// <summary>The object: bytes without a pattern that anything could compress.</summary>
internal static class LargeObject
{
    /// <param name="sizeBytes">A multiple of 8.</param>
    /// <param name="seed">Equal seeds make equal objects.</param>
    public static byte[] Make(long sizeBytes, ulong seed)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)sizeBytes));
        var random = new RandomStream(seed);
        for (int i = 0; i < bytes.Length; i += sizeof(ulong)) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i), random.NextUInt64());
        return bytes;
    }
}
