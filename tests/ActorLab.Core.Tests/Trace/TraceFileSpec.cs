using System.Buffers.Binary;
using ActorLab.Core.Primitives;
using ActorLab.Core.Trace;
using Xunit;

namespace ActorLab.Core.Tests.Trace;

public sealed class TraceFileSpec
{
    private static readonly TraceHead s_head = new("line-copy", "simulation", 7, [new TraceProperty("machine", "S0"), new TraceProperty("", "é")]);

    [Fact]
    public void What_was_written_is_read_again_event_by_event()
    {
        for (ulong seed = 1; seed <= 300; seed++)
        {
            TraceEvent[] events = RandomTrace.Of(seed, (int)(seed * seed) % 700);
            TraceEvent[] read = TraceChunk.Decode(new TraceChunk().Encode(events));
            Assert.True(events.AsSpan().SequenceEqual(read), $"seed {seed}");
        }
    }

    [Fact]
    public void A_chunk_can_be_encoded_again_and_again_by_the_same_encoder()
    {
        var encoder = new TraceChunk();
        byte[] first = encoder.Encode(RandomTrace.Of(1, 500)).ToArray();
        encoder.Encode(RandomTrace.Of(2, 900));
        Assert.Equal(first, encoder.Encode(RandomTrace.Of(1, 500)).ToArray());
    }

    [Fact]
    public void A_file_holds_its_head_all_events_of_all_tracks_and_its_end()
    {
        using var stream = new MemoryStream();
        var writer = new TraceWriter(stream, s_head);
        TraceEvent[] events = RandomTrace.Of(3, 20_000);
        ITraceSink[] tracks = [writer, writer.OpenTrack(), writer.OpenTrack()];
        for (int i = 0; i < events.Length; i++) tracks[i % 3].Record(events[i]);
        writer.Complete(new SimDuration(99), "Completed");
        Assert.Equal((events.Length, null), (writer.Events, writer.Failure));

        stream.Position = 0;
        var reader = new TraceReader(stream);
        TraceEvent[] read = [.. reader.ReadAll()];
        Assert.Equal((s_head.Title, s_head.Engine, s_head.Seed), (reader.Head.Title, reader.Head.Engine, reader.Head.Seed));
        Assert.Equal(s_head.Properties.AsEnumerable(), reader.Head.Properties.AsEnumerable());
        Assert.Equal(new TraceEnd(events.Length, new SimDuration(99), "Completed"), reader.End);
        Assert.True(reader.IsWhole);
        Assert.Equal(events.CountBy(e => e).OrderBy(Hash), read.CountBy(e => e).OrderBy(Hash));
    }

    [Fact]
    public void A_track_that_was_closed_serves_the_next_thread_and_loses_nothing()
    {
        using var stream = new MemoryStream();
        var writer = new TraceWriter(stream, s_head);
        TraceEvent[] events = RandomTrace.Of(4, 100);
        foreach (TraceEvent traceEvent in events)
        {
            ITraceSink track = writer.OpenTrack();
            track.Record(traceEvent);
            writer.CloseTrack(track);
        }

        writer.Complete(SimDuration.Zero, "Completed");
        Assert.Equal(events, Read(stream.ToArray()).Events);
    }

    [Fact]
    public void Chunks_of_another_node_are_taken_as_they_are_and_broken_ones_refused()
    {
        using var stream = new MemoryStream();
        var writer = new TraceWriter(stream, s_head);
        TraceEvent[] events = RandomTrace.Of(5, 100);
        byte[] chunk = new TraceChunk().Encode(events).ToArray();
        writer.RecordChunk(chunk);
        Assert.Throws<TraceFormatException>(() => writer.RecordChunk(chunk.AsSpan(0, chunk.Length - 1)));
        writer.Complete(SimDuration.Zero, "Completed");
        Assert.Equal(events, Read(stream.ToArray()).Events);
    }

    [Fact]
    public void A_trace_that_was_cut_anywhere_gives_every_whole_chunk_before_the_cut_and_says_that_it_was_cut()
    {
        byte[] whole = File(6, 9_000);
        int[] counts = [0, 0, 0, 0];
        for (int length = 0; length < whole.Length; length += 1 + (length % 331))
        {
            try
            {
                (TraceEvent[] events, TraceReader reader) = Read(whole[..length]);
                Assert.False(reader.IsWhole);
                Assert.NotEmpty(reader.Damage);
                Assert.Contains("cut", reader.Damage[0].Reason, StringComparison.Ordinal);
                Assert.Equal(RandomTrace.Of(6, 9_000).Take(events.Length), events);
                counts[events.Length / 4096]++;
            }
            catch (TraceFormatException refused)
            {
                Assert.True(length < 100, $"cut at {length}: {refused.Message}");
                counts[3]++;
            }
        }

        Assert.All(counts, count => Assert.NotEqual(0, count));
    }

    [Fact]
    public void A_flipped_byte_costs_its_chunk_alone_unless_it_hides_where_the_next_begins()
    {
        byte[] whole = File(7, 9_000);
        int others = 0;
        for (int at = 0; at < whole.Length; at += 1 + (at % 401))
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= 0x10;
            try
            {
                (TraceEvent[] events, TraceReader reader) = Read(flipped);
                Assert.False(reader.IsWhole, $"byte {at}");
                Assert.NotEmpty(reader.Damage);
                Assert.Contains(events.Length, new[] { 0, 9_000 - 4096, 4096, 8192, 9_000 });
                if (events.Length == 9_000 - 4096) others++;
            }
            catch (TraceFormatException refused)
            {
                Assert.True(at < 100, $"byte {at}: {refused.Message}");
            }
        }

        Assert.NotEqual(0, others);
    }

    [Fact]
    public void Bytes_at_random_are_refused_and_make_no_room_for_what_does_not_come()
    {
        var random = new RandomStream(8);
        int refused = 0;
        for (int i = 0; i < 5_000; i++)
        {
            byte[] chunk = new TraceChunk().Encode(RandomTrace.Of((ulong)i, 20)).ToArray();
            for (int flips = 1 + (int)random.NextInt64(0, 4 - 1); flips > 0; flips--) chunk[(int)random.NextInt64(0, chunk.Length - 1)] = (byte)(int)random.NextInt64(0, 256 - 1);
            try
            {
                TraceChunk.Decode(chunk);
            }
            catch (TraceFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 250, 5_000);
    }

    [Fact]
    public void A_file_of_another_kind_and_one_of_another_version_are_refused_with_a_reason()
    {
        Assert.Equal("this is no trace of ActorLab", Assert.Throws<TraceFormatException>(() => Read("line1\nline2\n"u8.ToArray())).Message);
        byte[] later = File(9, 10);
        later[7] = 2;
        Assert.Equal("this trace has version 2 of the format; this program reads version 1", Assert.Throws<TraceFormatException>(() => Read(later)).Message);
        byte[] huge = File(9, 10);
        BinaryPrimitives.WriteInt32LittleEndian(huge.AsSpan(8 + 5), int.MaxValue);
        Assert.Throws<TraceFormatException>(() => Read(huge));
    }

    [Fact]
    public void A_stream_that_takes_no_more_costs_the_trace_and_not_the_run()
    {
        using var stream = new FullStream(room: 30_000);
        var writer = new TraceWriter(stream, s_head);
        ITraceSink track = writer.OpenTrack();
        foreach (TraceEvent traceEvent in RandomTrace.Of(10, 20_000)) track.Record(traceEvent);
        writer.Complete(SimDuration.Zero, "Completed");
        Assert.Equal("full", writer.Failure);
    }

    /// <summary>Any order will do, as long as it is one.</summary>
    private static ulong Hash(KeyValuePair<TraceEvent, int> pair) => StableHash.Of(pair.Key.ToString());

    private static byte[] File(ulong seed, int count)
    {
        using var stream = new MemoryStream();
        var writer = new TraceWriter(stream, s_head);
        ITraceSink track = writer.OpenTrack();
        foreach (TraceEvent traceEvent in RandomTrace.Of(seed, count)) track.Record(traceEvent);
        writer.Complete(SimDuration.Zero, "Completed");
        return stream.ToArray();
    }

    private static (TraceEvent[] Events, TraceReader Reader) Read(byte[] bytes)
    {
        var reader = new TraceReader(new MemoryStream(bytes));
        return ([.. reader.ReadAll()], reader);
    }

    private sealed class FullStream(int room) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Length + buffer.Length > room) throw new IOException("full");
            base.Write(buffer);
        }
    }
}
