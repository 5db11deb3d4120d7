using System.Buffers;
using ActorLab.Core.Journal;
using ActorLab.Core.Primitives;
using Xunit;

namespace ActorLab.Core.Tests.Journal;

public sealed class JournalSpec
{
    private const ulong Run = 0x0123456789ABCDEF;

    private static readonly OutputPoint[] s_points = [new(0, 1, 0, 10, 77), new(1, 5, 2, 0, 78), new(0, 9, 0, long.MaxValue, ulong.MaxValue)];

    [Fact]
    public void What_was_noted_is_read_again()
    {
        JournalContent content = Read(Written([JournalForm.Life(1), .. s_points.Select(Bytes), JournalForm.Life(2), Bytes(s_points[0])]));
        Assert.Equal((Run, 2), (content.Run, content.Lives));
        Assert.Equal(s_points.Append(s_points[0]), content.Points);
    }

    [Fact]
    public void A_journal_cut_at_any_byte_has_all_records_before_the_cut()
    {
        byte[][] records = [JournalForm.Life(1), .. s_points.Select(Bytes), JournalForm.Life(2)];
        byte[] whole = Written(records);
        for (int length = 0; length <= whole.Length; length++)
        {
            JournalContent? content = JournalContent.Read(whole.AsSpan(0, length));
            if (length < JournalForm.HeadBytes)
            {
                Assert.Null(content);
                continue;
            }

            int sound = JournalForm.HeadBytes, count = 0;
            while (count < records.Length && sound + records[count].Length <= length) sound += records[count++].Length;
            Assert.Equal((sound, Math.Clamp(count - 1, 0, s_points.Length)), (content!.SoundBytes, content.Points.Length));
            Assert.Equal(s_points.Take(count - 1), content.Points);
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_costs_what_comes_after_it_and_makes_nothing_up()
    {
        byte[] whole = Written([JournalForm.Life(1), .. s_points.Select(Bytes), JournalForm.Life(2)]);
        long start = JournalForm.HeadBytes + JournalForm.Life(1).Length, record = Bytes(s_points[0]).Length;
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            JournalContent? content = JournalContent.Read(flipped);
            if (bit / 8 < JournalForm.HeadBytes) Assert.Null(content);
            else Assert.Equal(s_points.Take((int)Math.Clamp(((bit / 8) - start) / record, 0, s_points.Length)), content!.Points);
        }
    }

    [Fact]
    public void Random_journals_with_random_ends_are_read_as_their_records()
    {
        int torn = 0;
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var random = new RandomStream(seed);
            var expected = new List<OutputPoint>();
            List<byte[]> records = [JournalForm.Life(1)];
            int lives = 1;
            for (long i = random.NextInt64(0, 30); i > 0; i--)
            {
                if (random.NextInt64(1, 10) == 1) records.Add(JournalForm.Life(++lives));
                else records.Add(Bytes(Add(expected, RandomPoint(random))));
            }

            byte[] garbage = [.. Enumerable.Range(0, (int)random.NextInt64(0, 100)).Select(_ => (byte)random.NextInt64(0, 255))];
            if (garbage.Length > 0) torn++;
            byte[] sound = Written([.. records]);
            JournalContent content = Read([.. sound, .. garbage]);
            Assert.True((lives, sound.LongLength) == (content.Lives, content.SoundBytes) && expected.SequenceEqual(content.Points), $"seed {seed}");
        }

        Assert.True(torn > 100, $"{torn} with garbage");
    }

    [Fact]
    public void Records_before_a_life_has_begun_and_lives_out_of_turn_are_not_believed()
    {
        Assert.Empty(Read(Written([Bytes(s_points[0])])).Points);
        Assert.Equal(1, Read(Written([JournalForm.Life(1), JournalForm.Life(3), JournalForm.Life(2)])).Lives);
    }

    private static OutputPoint Add(List<OutputPoint> points, OutputPoint point)
    {
        points.Add(point);
        return point;
    }

    private static OutputPoint RandomPoint(RandomStream random)
    {
        long items = random.NextInt64(0, 1_000_000);
        return new OutputPoint((int)random.NextInt64(0, 5), items, random.NextInt64(0, items), random.NextInt64(0, long.MaxValue - 1), (ulong)random.NextInt64(0, long.MaxValue - 1));
    }

    private static JournalContent Read(byte[] journal) => JournalContent.Read(journal) ?? throw new InvalidOperationException("the head is broken");

    private static byte[] Written(byte[][] records) => [.. JournalForm.Head(Run), .. records.SelectMany(r => r)];

    private static byte[] Bytes(OutputPoint point)
    {
        var record = new ArrayBufferWriter<byte>();
        JournalForm.Write(point, record);
        return record.WrittenSpan.ToArray();
    }
}
