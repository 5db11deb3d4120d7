using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Core.Tests.Verify;

public sealed class OutputVerifierSpec
{
    private static readonly string[] CheckNames = ["positional", "order", "delivery", "content"];

    [Fact]
    public void An_exact_copy_holds_in_every_check_and_has_no_cause()
    {
        Verdict verdict = Streams.JudgeNumbered(3, 1, 2, 3);

        Assert.Equal(VerdictStatus.Holds, verdict.Status);
        Assert.Null(verdict.Cause);
        Assert.Equal(new StreamFigures(3, 0, 0, 0, 0, 0, 0, 0), verdict.Figures);
        Assert.Equal(CheckNames, verdict.Checks.Select(c => c.Name));
        Assert.All(verdict.Checks, c => Assert.Equal((VerdictStatus.Holds, 0), (c.Status, c.Evidence.Length)));
    }

    [Fact]
    public void Rfc4737_7_4_has_its_figures_at_the_verifier_too()
    {
        Verdict verdict = Streams.JudgeNumbered(16, 1, 2, 3, 6, 7, 4, 5, 8, 9, 10, 12, 13, 11, 14, 15, 16);

        Assert.Equal(new StreamFigures(16, 7, 3, 3, 0, 0, 0, 0), verdict.Figures);
        Assert.Equal(
            [new Violation(6, "item 8 or a later one", "line4 (item 4, behind item 6, extent 2)", null), new Violation(7, "item 8 or a later one", "line5 (item 5, behind item 6, extent 3)", null),
                new Violation(13, "item 14 or a later one", "line11 (item 11, behind item 12, extent 2)", null)],
            verdict.Check("order").Evidence.ToArray());
    }

    [Fact]
    public void E5_eight_rows_are_out_of_position_but_four_items_are_reordered_by_one()
    {
        int[] items = [.. Enumerable.Range(1, 100)];
        foreach (int first in new[] { 25, 40, 83, 95 }) (items[first - 1], items[first]) = (first + 1, first);
        Verdict verdict = Streams.JudgeNumbered(100, items);

        Assert.Equal(new StreamFigures(100, 8, 4, 1, 0, 0, 0, 0), verdict.Figures);
        Assert.Equal("line26 line25 line41 line40 line84 line83 line96 line95", Got(verdict.Check("positional")));
        Assert.Equal(new Violation(25, "line25", "line26", null), verdict.Check("positional").Evidence[0]);
        Assert.All(verdict.Check("order").Evidence, v => Assert.EndsWith(", extent 1)", v.Got, StringComparison.Ordinal));
        Assert.Equal("flush order", verdict.Cause);
        Assert.Equal(VerdictStatus.Violated, verdict.Status);
        Assert.Equal(VerdictStatus.Holds, verdict.Check("delivery").Status);
    }

    [Fact]
    public void E10_the_published_ten_rows_come_from_three_private_counters()
    {
        Verdict verdict = Streams.JudgeNumbered(10_000, 1, 2, 3, 1, 1, 4, 2, 5, 2, 3, 6, 3, 4);

        Assert.Equal("line1 line1 line4 line2 line5 line2 line3 line6 line3 line4", Got(verdict.Check("positional")));
        Assert.Equal(10, verdict.Figures.PositionalMismatches);
        Assert.Equal("several private counters (3)", verdict.Cause);
        Assert.Equal((7L, 9_994L, 0L), (verdict.Figures.Duplicated, verdict.Figures.Lost, verdict.Figures.Reordered));
    }

    [Fact]
    public void E10_records_of_three_processes_name_the_cause_and_those_of_one_do_not()
    {
        int[] items = [1, 2, 3, 1, 1, 4, 2, 5, 2, 3, 6, 3, 4];
        int[] processes = [154, 154, 154, 158, 157, 154, 158, 154, 157, 158, 154, 157, 158];
        var input = InputIdentity.Numbered("line", 10_000);
        string three = string.Concat(items.Select((item, i) => Streams.Record($"line{item}", thread: null, pid: processes[i])));
        string one = string.Concat(items.Select(item => Streams.Record($"line{item}")));

        Verdict verdict = Streams.Judge(input, Streams.Bytes(three));
        Assert.Equal("several private counters (3)", verdict.Cause);
        Assert.Equal(new Violation(4, "line4", "line1", "pid 158"), verdict.Check("positional").Evidence[0]);
        Assert.Null(Streams.Judge(input, Streams.Bytes(one)).Cause);
    }

    [Fact]
    public void E8_one_lost_line_flags_every_line_after_it_in_their_check_and_one_in_ours()
    {
        Verdict verdict = Streams.JudgeNumbered(10_000, [.. Enumerable.Range(1, 10_000).Where(i => i != 5)]);

        Assert.Equal(new StreamFigures(9_999, 9_995, 0, 0, 1, 0, 0, 0), verdict.Figures);
        Assert.Equal(new Violation(10_000, "line5", "nothing", null), Assert.Single(verdict.Check("delivery").Evidence));
        Assert.Equal(VerdictStatus.Holds, verdict.Check("order").Status);
        Assert.Equal(CheckResult.MaxEvidence, verdict.Check("positional").Evidence.Length);
    }

    [Fact]
    public void E8_an_empty_output_passes_their_check_and_is_violated_here()
    {
        Verdict verdict = Streams.JudgeNumbered(10_000);

        Assert.Equal(new StreamFigures(0, 0, 0, 0, 10_000, 0, 0, 0), verdict.Figures);
        Assert.Equal(VerdictStatus.Violated, verdict.Status);
        Assert.Equal(VerdictStatus.Violated, verdict.Check("delivery").Status);
        Assert.Equal(VerdictStatus.Unknown, verdict.Check("positional").Status);
    }

    [Fact]
    public void E8_one_swap_flags_two_lines_in_their_check_and_one_in_ours()
    {
        Verdict verdict = Streams.JudgeNumbered(5, 1, 3, 2, 4, 5);

        Assert.Equal((2L, 1L), (verdict.Figures.PositionalMismatches, verdict.Figures.Reordered));
    }

    [Fact]
    public void Nothing_at_all_proves_nothing()
    {
        Verdict verdict = Streams.JudgeNumbered(0);

        Assert.Equal(VerdictStatus.Unknown, verdict.Status);
        Assert.All(verdict.Checks, c => Assert.Equal(VerdictStatus.Unknown, c.Status));
    }

    [Fact]
    public void A_foreign_line_is_unexpected()
    {
        Verdict verdict = Streams.Judge(InputIdentity.Numbered("line", 2), Streams.Plain(["line1", "line007", "line3", "line2"]));

        Assert.Equal((2L, 0L, 0L), (verdict.Figures.Unexpected, verdict.Figures.Lost, verdict.Figures.Reordered));
        Assert.Equal(
            [new Violation(2, "a line of the input", "line007", null), new Violation(3, "a line of the input", "line3", null)],
            verdict.Check("delivery").Evidence.ToArray());
        Assert.Equal(new Violation(4, "the end of the output", "line2", null), verdict.Check("positional").Evidence[^1]);
        Assert.Null(verdict.Cause);
    }

    [Fact]
    public void A_line_that_the_input_has_twice_may_come_twice_and_no_more()
    {
        InputIdentity input = InputIdentity.Of(Streams.Plain(["a", "b", "a", "c"]));

        Assert.Equal(VerdictStatus.Holds, Streams.Judge(input, Streams.Plain(["a", "b", "a", "c"])).Status);
        Assert.Equal(new StreamFigures(5, 1, 0, 0, 0, 1, 0, 0), Streams.Judge(input, Streams.Plain(["a", "b", "a", "c", "a"])).Figures);
        // The second a is the a of place 3, so b comes after it.
        Assert.Equal(new StreamFigures(4, 2, 1, 1, 0, 0, 0, 0), Streams.Judge(input, Streams.Plain(["a", "a", "b", "c"])).Figures);
    }

    [Fact]
    public void A_torn_record_is_counted_once_and_its_line_is_lost()
    {
        string whole = Streams.Record("line1");
        string torn = Streams.Record("line2").Replace("total threads:40\n", "", StringComparison.Ordinal);
        Verdict verdict = Streams.Judge(InputIdentity.Numbered("line", 3), Streams.Bytes(whole + torn + Streams.Record("line3")));

        Assert.Equal(new StreamFigures(2, 1, 0, 0, 1, 0, 0, 1), verdict.Figures);
        Assert.Equal("torn write", verdict.Cause);
        Assert.Equal(new Violation(2, "a row 'total threads:'", "CPU number:2", "worker-1, managed thread 4, pid 98"), Assert.Single(verdict.Check("content").Evidence));
    }

    [Fact]
    public void One_line_twice_and_another_missing_is_a_lost_update() =>
        Assert.Equal("lost update", Streams.JudgeNumbered(5, 1, 2, 2, 4, 5).Cause);

    [Fact]
    public void A_lost_update_with_reordering_names_both() =>
        Assert.Equal("lost update and flush order", Streams.JudgeNumbered(6, 1, 2, 2, 5, 4, 6).Cause);

    [Fact]
    public void Threads_of_one_process_that_both_start_with_line_1_lost_an_update()
    {
        string output = string.Concat(new[] { 1, 1, 2, 3 }.Select(i => Streams.Record($"line{i}")));

        Assert.Equal("lost update", Streams.Judge(InputIdentity.Numbered("line", 4), Streams.Bytes(output)).Cause);
    }

    [Fact]
    public void Loss_alone_or_repetition_alone_has_no_cause_that_the_stream_shows()
    {
        Assert.Null(Streams.JudgeNumbered(3, 1, 3).Cause);
        Assert.Null(Streams.JudgeNumbered(3, 1, 2, 2, 3).Cause);
    }

    [Theory]
    [InlineData(4, "flush order")]
    [InlineData(3, null)]
    [InlineData(null, "flush order")]
    public void Flush_order_never_holds_up_as_many_items_as_there_are_workers(int? workers, string? cause)
    {
        Verdict verdict = Streams.Judge(InputIdentity.Numbered("line", 5), Streams.Numbered(4, 1, 2, 3, 5), workers);

        Assert.Equal(3, verdict.Figures.MaxExtent);
        Assert.Equal(cause, verdict.Cause);
    }

    [Fact]
    public void Flush_order_may_hold_up_one_item_for_long()
    {
        Verdict verdict = Streams.Judge(InputIdentity.Numbered("line", 8), Streams.Numbered(2, 3, 4, 5, 6, 7, 1, 8), workers: 2);

        Assert.Equal(6, verdict.Figures.MaxExtent);
        Assert.Equal("flush order", verdict.Cause);
    }

    [Fact]
    public void A_cut_output_cannot_hold_and_counts_nothing_as_lost()
    {
        Verdict verdict = Cut(Streams.Numbered(1, 2, 3), acknowledged: 5);

        Assert.Equal(VerdictStatus.Unknown, verdict.Status);
        Assert.Equal(StreamFigures.None with { Items = 3 }, verdict.Figures);
        Assert.All(verdict.Checks, c => Assert.EndsWith("; interrupted", c.Summary, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("order", 2, 1)]
    [InlineData("delivery", 1, 2, 2)]
    [InlineData("delivery", 1, 11)]
    public void What_was_violated_before_the_cut_stays_proven(string check, params int[] items)
    {
        Verdict verdict = Cut(Streams.Numbered(items), acknowledged: 5);

        Assert.Equal(VerdictStatus.Violated, verdict.Status);
        Assert.Equal(VerdictStatus.Violated, verdict.Check(check).Status);
        Assert.Null(verdict.Cause);
    }

    [Fact]
    public void A_torn_record_before_the_cut_stays_proven_and_the_part_at_the_end_does_not_count()
    {
        string torn = Streams.Record("line1")[..^1];
        Verdict verdict = Cut(Streams.Bytes(torn + Streams.Record("line2") + "current thr"), acknowledged: 2);

        Assert.Equal(1, verdict.Figures.Torn);
        Assert.Equal("torn write", verdict.Cause);
        Assert.Equal(VerdictStatus.Violated, verdict.Status);
    }

    [Fact]
    public void Loss_is_counted_against_what_was_acknowledged()
    {
        var verifier = new OutputVerifier(InputIdentity.Numbered("line", 10));
        verifier.Feed(Streams.Numbered(1, 2, 3));
        Verdict verdict = verifier.Complete(acknowledged: 4, cutReason: null);

        Assert.Equal(1, verdict.Figures.Lost);
        Assert.Equal(new Violation(4, "another acknowledged item", "nothing", null), Assert.Single(verdict.Check("delivery").Evidence));
    }

    [Fact]
    public void More_cannot_be_acknowledged_than_there_is() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new OutputVerifier(InputIdentity.Numbered("line", 1)).Complete(2, null));

    [Fact]
    public void Past_the_cap_on_gaps_nothing_holds()
    {
        Verdict verdict = Streams.Judge(InputIdentity.Numbered("line", 6), Streams.Numbered(2, 4, 6, 1), maxGaps: 2);

        Assert.Equal(VerdictStatus.Unknown, verdict.Check("order").Status);
        // Item 1 came too late to be told from a repetition, items 3 and 5 never came.
        Assert.Equal(2, verdict.Figures.Lost);
        Assert.Equal(VerdictStatus.Violated, verdict.Status);
    }

    [Fact]
    public void A_violation_proven_before_the_cap_was_reached_stays_proven()
    {
        Verdict verdict = Streams.Judge(InputIdentity.Numbered("line", 8), Streams.Numbered(2, 1, 4, 6, 8), maxGaps: 2);

        Assert.Equal(VerdictStatus.Violated, verdict.Check("order").Status);
    }

    [Fact]
    public void The_greatest_thread_count_of_all_records_is_kept()
    {
        var verifier = new OutputVerifier(InputIdentity.Numbered("line", 3));
        verifier.Feed(Streams.Bytes(Streams.Record("line1", threads: 36) + Streams.Record("line2", threads: 40) + Streams.Record("line3", threads: 38)));

        Assert.Equal((3L, 40), (verifier.Items, verifier.PeakThreads));
    }

    [Fact]
    public void No_output_is_taken_after_the_verdict()
    {
        var verifier = new OutputVerifier(InputIdentity.Numbered("line", 1));
        verifier.Complete(1, null);

        Assert.Throws<InvalidOperationException>(() => verifier.Feed("line1\n"u8));
        Assert.Throws<InvalidOperationException>(() => verifier.Complete(1, null));
    }

    [Fact]
    public void A_numbered_and_an_indexed_input_give_the_same_verdict()
    {
        byte[] output = Streams.Numbered(1, 3, 3, 2, 7, 6);
        Verdict numbered = Streams.Judge(InputIdentity.Numbered("line", 6), output);
        Verdict indexed = Streams.Judge(InputIdentity.Of(Streams.Numbered(1, 2, 3, 4, 5, 6)), output);

        Assert.Equal(numbered.Figures, indexed.Figures);
        Assert.Equal((numbered.Status, numbered.Cause), (indexed.Status, indexed.Cause));
        Assert.Equal(numbered.Checks.SelectMany(c => c.Evidence), indexed.Checks.SelectMany(c => c.Evidence));
    }

    private static Verdict Cut(byte[] output, long acknowledged)
    {
        var verifier = new OutputVerifier(InputIdentity.Numbered("line", 10));
        verifier.Feed(output);
        return verifier.Complete(acknowledged, "interrupted");
    }

    private static string Got(CheckResult check) => string.Join(' ', check.Evidence.Select(v => v.Got));
}
