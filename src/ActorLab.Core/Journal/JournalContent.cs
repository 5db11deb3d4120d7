using System.Buffers.Binary;
using System.Collections.Immutable;
using ActorLab.Core.Verify;

namespace ActorLab.Core.Journal;

/// <summary>What a journal says, as far as it can be believed: up to the first record that is torn or altered. What comes after that was written later, and nobody needs it.</summary>
/// <param name="Run">The number of the run.</param>
/// <param name="Lives">How many processes have begun to work on it.</param>
/// <param name="Points">How far its outputs had come, in the order in which it was noted.</param>
/// <param name="SoundBytes">Where the part that can be believed ends: what is behind it is to be cut off before more is appended.</param>
public sealed record JournalContent(ulong Run, int Lives, ImmutableArray<OutputPoint> Points, long SoundBytes)
{
    /// <summary>Null when even its head cannot be believed.</summary>
    public static JournalContent? Read(ReadOnlySpan<byte> journal)
    {
        if (journal.Length < JournalForm.HeadBytes || !journal.StartsWith(JournalForm.Magic)) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(journal[16..]) != Checksum.Of(journal[..16]) || BinaryPrimitives.ReadUInt32LittleEndian(journal[20..]) != 0) return null;
        ulong run = BinaryPrimitives.ReadUInt64LittleEndian(journal[8..]);
        var points = ImmutableArray.CreateBuilder<OutputPoint>();
        int lives = 0, at = JournalForm.HeadBytes;
        while (TryFrame(journal[at..], out ReadOnlySpan<byte> content) && TryTake(content, ref lives, points)) at += JournalForm.FrameBytes + content.Length;
        return new JournalContent(run, lives, points.ToImmutable(), at);
    }

    private static bool TryFrame(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (rest.Length < JournalForm.FrameBytes) return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
        if (length is < 1 or > JournalForm.MaxRecordBytes || length > rest.Length - JournalForm.FrameBytes) return false;
        content = rest.Slice(JournalForm.FrameBytes, length);
        return BinaryPrimitives.ReadUInt32LittleEndian(rest[sizeof(int)..]) == JournalForm.SumOf(content);
    }

    private static bool TryTake(ReadOnlySpan<byte> content, ref int lives, ImmutableArray<OutputPoint>.Builder points)
    {
        switch (content[0])
        {
            case JournalForm.LifeKind when content.Length == JournalForm.LifeBytes && BinaryPrimitives.ReadInt32LittleEndian(content[1..]) == lives + 1:
                lives++;
                return true;
            case JournalForm.PointKind when content.Length == JournalForm.PointBytes && lives > 0:
                ReadOnlySpan<byte> numbers = content[5..];
                var point = new OutputPoint(
                    BinaryPrimitives.ReadInt32LittleEndian(content[1..]),
                    BinaryPrimitives.ReadInt64LittleEndian(numbers),
                    BinaryPrimitives.ReadInt64LittleEndian(numbers[8..]),
                    BinaryPrimitives.ReadInt64LittleEndian(numbers[16..]),
                    BinaryPrimitives.ReadUInt64LittleEndian(numbers[24..]));
                if (point.Output < 0 || point.Abandoned < 0 || point.Items < point.Abandoned || point.Bytes < 0) return false;
                points.Add(point);
                return true;
            default: return false;
        }
    }
}
