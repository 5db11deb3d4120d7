using ActorLab.Core.Journal;
using ActorLab.Core.Primitives;
using Xunit;

namespace ActorLab.Core.Tests.Journal;

public sealed class OutputAuditSpec
{
    [Fact]
    public void However_bytes_are_cut_into_pieces_their_tally_is_the_same()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var random = new RandomStream(seed);
            byte[] bytes = RandomBytes(random, 100);
            var pieces = new OutputTally();
            for (int at = 0; at < bytes.Length;)
            {
                int count = (int)random.NextInt64(0, Math.Min(12, bytes.Length - at));
                pieces.Append(bytes.AsSpan(at, count));
                at += count;
            }

            Assert.Equal((bytes.Length, TallyOf(bytes).Digest), (pieces.Bytes, pieces.Digest));
        }
    }

    [Fact]
    public void Any_other_byte_and_any_byte_more_or_less_gives_another_digest()
    {
        byte[] bytes = RandomBytes(new RandomStream(1), 40);
        var digests = new HashSet<ulong> { TallyOf(bytes).Digest };
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] other = [.. bytes];
            other[i]++;
            Assert.True(digests.Add(TallyOf(other).Digest), $"byte {i}");
            Assert.True(digests.Add(TallyOf(bytes.AsSpan(0, i)).Digest), $"{i} bytes");
        }

        Assert.True(digests.Add(TallyOf([.. bytes, 0]).Digest));
    }

    [Fact]
    public void The_last_point_that_the_output_agrees_with_is_found_whatever_became_of_the_rest()
    {
        int shorter = 0, altered = 0;
        for (ulong seed = 1; seed <= 500; seed++)
        {
            var random = new RandomStream(seed);
            byte[] output = RandomBytes(random, 400);
            var points = new List<OutputPoint> { };
            for (int items = 1, at = 0; at < output.Length; items++)
            {
                at = (int)Math.Min(output.Length, at + random.NextInt64(0, 60));
                points.Add(new OutputPoint(0, items, 0, at, TallyOf(output.AsSpan(0, at)).Digest));
            }

            // What another life had noted, and what is about another output.
            points.Add(new OutputPoint(0, 1_000, 0, output.Length / 2, 1));
            points.Add(points[0] with { Output = 1, Items = 2_000 });
            int sound = (int)random.NextInt64(0, output.Length);
            byte[] left = random.NextInt64(0, 1) == 0 ? output[..sound] : [.. output[..sound], .. output[sound..].Select(b => (byte)(b + 1))];
            if (left.Length < output.Length) shorter++;
            else altered++;
            OutputPoint expected = points.Where(p => p is { Output: 0, Items: < 1_000 } && p.Bytes <= sound).DefaultIfEmpty(OutputPoint.Start(0)).MaxBy(p => p.Items);
            var audit = new OutputAudit(0, points);
            for (int at = 0; at < left.Length;)
            {
                int count = (int)Math.Min(left.Length - at, random.NextInt64(1, 50));
                audit.Feed(left.AsSpan(at, count));
                at += count;
            }

            Assert.True(expected == audit.Point, $"seed {seed}: expected {expected}, got {audit.Point}");
            Assert.Equal((expected.Bytes, expected.Digest), (audit.Tally.Bytes, audit.Tally.Digest));
        }

        Assert.True(shorter > 100 && altered > 100, $"{shorter} shorter, {altered} altered");
    }

    [Fact]
    public void Without_points_everything_is_done_again()
    {
        var audit = new OutputAudit(3, []);
        audit.Feed("something"u8);
        Assert.Equal(OutputPoint.Start(3), audit.Point);
    }

    private static OutputTally TallyOf(ReadOnlySpan<byte> bytes)
    {
        var tally = new OutputTally();
        tally.Append(bytes);
        return tally;
    }

    private static byte[] RandomBytes(RandomStream random, int most) => [.. Enumerable.Range(0, (int)random.NextInt64(1, most)).Select(_ => (byte)random.NextInt64(0, 255))];
}
