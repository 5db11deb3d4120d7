using ActorLab.Core.Primitives;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Core.Tests.Verify;

/// <summary>Each cause with streams that must name it and, one step aside, streams that must not.</summary>
public sealed class CauseSpec
{
    [Fact]
    public void E4_a_new_thread_for_every_line_in_order_is_serialised_by_join()
    {
        Assert.Equal("serialised by join", OfRecords(5, (1, "t1"), (2, "t2"), (3, "t3"), (4, "t4"), (5, "t5")));
        Assert.Equal("serialised by join", OfRecords(2_000, [.. Enumerable.Range(1, 2_000).Select(i => (i, $"t{i}"))]));
    }

    [Fact]
    public void E5_swaps_of_a_pool_are_flush_order() =>
        Assert.Equal("flush order", OfRecords(6, (1, "t1"), (3, "t2"), (2, "t1"), (4, "t2"), (5, "t1"), (6, "t2")));

    [Fact]
    public void E5_a_line_copied_twice_while_another_is_skipped_is_a_lost_update()
    {
        Assert.Equal("lost update", OfRecords(4, (1, "t1"), (2, "t2"), (2, "t1"), (4, "t2")));
        Assert.Equal("lost update and flush order", OfRecords(5, (1, "t1"), (3, "t2"), (2, "t1"), (2, "t3"), (5, "t2")));
    }

    [Fact]
    public void E6_threads_that_take_turns_in_order_hand_the_work_over() =>
        Assert.Equal("serialised by hand-over", OfRecords(5, (1, "t1"), (2, "t2"), (3, "t1"), (4, "t1"), (5, "t2")));

    [Fact]
    public void E10_three_private_counters_are_named_from_the_file_alone()
    {
        int[] order = [1, 2, 3, 1, 1, 4, 2, 5, 2, 3, 6, 3, 4];
        int[] processes = [154, 154, 154, 158, 157, 154, 158, 154, 157, 158, 154, 157, 158];
        string records = string.Concat(order.Select((line, i) => Streams.Record($"line{line}", pid: processes[i])));

        Assert.Equal("several private counters (3)", Streams.Judge(InputIdentity.Numbered("line", 10_000), Streams.Bytes(records)).Cause);
    }

    [Fact]
    public void Processes_that_wrote_what_no_counter_of_their_own_gives_are_not_named()
    {
        // The same lines, but each process wrote every third of them.
        int[] order = [1, 2, 3, 1, 1, 4, 2, 5, 2, 3, 6, 3, 4];
        string records = string.Concat(order.Select((line, i) => Streams.Record($"line{line}", pid: 154 + (i % 3))));

        Assert.Null(Streams.Judge(InputIdentity.Numbered("line", 10_000), Streams.Bytes(records)).Cause);
    }

    [Theory]
    [InlineData(1, 1, 2, 3)]
    [InlineData(1, 2, 3, 1, 4)]
    [InlineData(1, 2, 3, 1, 2, 3, 4)]
    [InlineData(1, 2, 3, 1, 2, 3)]
    [InlineData(1, 1, 2, 2, 3, 3)]
    [InlineData(1, 2, 3, 4, 1, 2, 5, 6, 3, 4)]
    public void An_item_a_batch_or_a_whole_stream_that_comes_again_shows_no_private_counters(params int[] items)
    {
        Assert.Null(Streams.JudgeNumbered(items.Max(), items).Cause);
        var events = new StreamVerifier(
            [CheckCatalog.Order, CheckCatalog.Delivery], StreamLimits.Default with { Count = items.Max() });
        events.OfferAll([.. items.Select(i => new StreamItem(i))]);
        Assert.Equal("redelivery", events.Complete(null).Cause);
    }

    [Theory]
    [InlineData(null, "1 1 3", null)]
    [InlineData(4, "1 1 3", null)]
    [InlineData(null, "1 3 2", null)]
    [InlineData(1, "1 3 2", null)]
    [InlineData(4, "1 3 2", "flush order")]
    public void Events_show_no_counter_that_was_written_back_and_no_buffers_of_writers_that_are_not_known_of(
        int? workers, string numbers, string? expected)
    {
        var events = new StreamVerifier([CheckCatalog.Order, CheckCatalog.Delivery], StreamLimits.Default with { Count = 3 });
        events.OfferAll([.. numbers.Split(' ').Select(n => new StreamItem(int.Parse(n)))]);
        Assert.Equal(expected, events.Complete(null, new RunEvidence { Workers = workers }).Cause);
    }

    [Theory]
    [InlineData("t1 t1 t1")]
    [InlineData("t1 t1 t2")]
    [InlineData("t1")]
    public void One_thread_or_threads_that_wrote_one_after_another_tell_nothing(string writers) =>
        Assert.Null(OfRecords(writers.Split(' ').Length, [.. writers.Split(' ').Select((t, i) => (i + 1, t))]));

    [Fact]
    public void Records_without_threads_and_plain_lines_name_no_serialisation()
    {
        string records = Streams.Record("line1", thread: null, pid: 1) + Streams.Record("line2", thread: null, pid: 2);

        Assert.Null(Streams.Judge(InputIdentity.Numbered("line", 2), Streams.Bytes(records)).Cause);
        Assert.Null(Streams.JudgeNumbered(3, 1, 2, 3).Cause);
    }

    [Fact]
    public void Whether_work_was_serialised_agrees_with_its_rule_on_random_records()
    {
        var reached = new Dictionary<string, int>(StringComparer.Ordinal);
        for (ulong seed = 1; seed <= 5_000; seed++)
        {
            var random = new RandomStream(seed);
            int count = random.Draw(1, 6);
            int threads = random.Draw(1, 12);
            string[] writers = [.. Enumerable.Range(1, count).Select(_ => $"t{random.Draw(1, threads)}")];
            bool each = count >= 2 && writers.Distinct().Count() == count;
            bool turns = Enumerable.Range(1, count - 1).Any(i => writers[i] != writers[i - 1] && writers.Take(i).Contains(writers[i]));
            string? expected = each ? "serialised by join" : turns ? "serialised by hand-over" : null;
            string? cause = OfRecords(count, [.. writers.Select((t, i) => (i + 1, t))]);
            Assert.True(expected == cause, $"seed {seed}: {string.Join(' ', writers)}: {cause}, expected {expected}");
            reached[cause ?? ""] = reached.GetValueOrDefault(cause ?? "") + 1;
        }

        Assert.All(reached.Values, cases => Assert.InRange(cases, 250, 5_000));
        Assert.Equal(3, reached.Count);
    }

    [Theory]
    [InlineData(2, 2L, "dropped by a full mailbox")]
    [InlineData(2, 5L, "dropped by a full mailbox")]
    [InlineData(2, 1L, null)]
    [InlineData(2, 0L, null)]
    [InlineData(2, null, null)]
    [InlineData(0, 5L, null)]
    public void Loss_is_the_mailboxes_if_they_dropped_as_much(int lost, long? dropped, string? expected) =>
        Assert.Equal(expected, OfRun(6, new RunEvidence { DroppedByFullMailbox = dropped }, [.. Enumerable.Range(1, 6 - lost)]));

    [Theory]
    [InlineData(1L, "redelivered after a crash")]
    [InlineData(9L, "redelivered after a crash")]
    [InlineData(0L, null)]
    [InlineData(null, null)]
    public void Duplicates_are_of_a_crash_if_as_much_was_handed_out_again(long? redelivered, string? expected) =>
        Assert.Equal(expected, OfRun(3, new RunEvidence { Redelivered = redelivered }, 1, 2, 2, 3));

    [Fact]
    public void Loss_and_duplicates_together_are_neither()
    {
        var run = new RunEvidence { DroppedByFullMailbox = 9, Redelivered = 9 };

        Assert.Equal("lost update", OfRun(3, run, 1, 1, 3));
        Assert.Null(OfRun(5, run, 2, 2, 1));
    }

    [Fact]
    public void Nothing_about_loss_is_named_when_the_output_was_cut()
    {
        var verifier = new OutputVerifier(InputIdentity.Numbered("line", 3));
        verifier.Feed(Streams.Numbered(1, 2));

        Assert.Null(verifier.Complete(3, "interrupted", new RunEvidence { DroppedByFullMailbox = 1 }).Cause);
    }

    [Fact]
    public void A_torn_record_is_named_before_all_else() =>
        Assert.Equal("torn write", Streams.Judge(InputIdentity.Numbered("line", 2), Streams.Bytes(Streams.Record("line2") + Streams.Record("line1")[..^8])).Cause);

    private static string? OfRecords(int lines, params (int Line, string Thread)[] records) =>
        Streams.Judge(InputIdentity.Numbered("line", lines), Streams.Bytes(string.Concat(records.Select(r => Streams.Record($"line{r.Line}", r.Thread))))).Cause;

    private static string? OfRun(int lines, RunEvidence run, params int[] output)
    {
        var verifier = new OutputVerifier(InputIdentity.Numbered("line", lines));
        verifier.Feed(Streams.Numbered(output));
        return verifier.Complete(lines, null, run).Cause;
    }
}
