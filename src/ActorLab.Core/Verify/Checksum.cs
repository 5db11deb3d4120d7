namespace ActorLab.Core.Verify;

/// <summary>CRC-32 as in IEEE 802.3, gzip and PNG: what other programs can compute for their items.</summary>
public static class Checksum
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = MakeTable();

    public static uint Of(ReadOnlySpan<byte> content)
    {
        uint remainder = uint.MaxValue;
        foreach (byte b in content) remainder = Table[(byte)(remainder ^ b)] ^ (remainder >> 8);
        return ~remainder;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint remainder = i;
            for (int bit = 0; bit < 8; bit++) remainder = (remainder & 1) == 0 ? remainder >> 1 : (remainder >> 1) ^ Polynomial;
            table[i] = remainder;
        }

        return table;
    }
}
