using ActorLab.Core.Trace.Analysis;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Trace.Analysis;

public sealed class TraceQuerySpec
{
    private static readonly TraceModel s_model = Model();

    [Theory]
    [InlineData("kind=send", "2 4")]
    [InlineData("kind=s*", "0 2 4 5 6")]
    [InlineData("kind!=send and kind!=spawn", "1 3 5")]
    [InlineData("actor=worker", "3 4 5 6")]
    [InlineData("actor=root", "0 1 2")]
    [InlineData("actor='root/*'", "3 4 5 6")]
    [InlineData("actor=#2", "3 4 5 6")]
    [InlineData("peer=outside", "4")]
    [InlineData("peer=root", "3 6")]
    [InlineData("peer!=root", "2 4")]
    [InlineData("detail = \"Assigned\"", "2 3")]
    [InlineData("item=5 or item=6", "2 3 4 5")]
    [InlineData("item>=6", "4")]
    [InlineData("latency>5ms", "2 3")]
    [InlineData("latency>8ms", "")]
    [InlineData("not latency>8ms and kind=send", "2 4")]
    [InlineData("duration>=1.5ms", "3 5")]
    [InlineData("duration = 1.5 ms", "3")]
    [InlineData("time<=1ms", "0 1 2 6")]
    [InlineData("(kind=send or kind=step) and not (item=6)", "2 5")]
    [InlineData("kind=send or kind=step and item=6", "2 4")]
    [InlineData("turn=2", "")]
    [InlineData("turn!=2", "1 2 3 4 5")]
    [InlineData("thread='main-1'", "0 1 2 6")]
    [InlineData("node=''", "0 1 2 3 4 5 6")]
    [InlineData("time>0", "2 3 4 5 6")]
    public void A_condition_chooses_the_events_for_which_it_holds(string condition, string rows)
    {
        TraceQuery query = TraceQuery.Parse(condition);
        Assert.Equal(rows, string.Join(' ', s_model.Rows(r => query.Matches(s_model, r))));
    }

    [Theory]
    [InlineData("", "column 1: expected a condition, got the end")]
    [InlineData("kind", "column 5: expected =, !=, <, <=, > or >=, got the end")]
    [InlineData("kind=", "column 6: expected a text, got the end")]
    [InlineData("kind<send", "column 5: expected = or != after kind, got <")]
    [InlineData("kind=send and", "column 14: expected a condition, got the end")]
    [InlineData("kind=send kind=turn", "column 11: expected and, or, or the end, got kind=turn")]
    [InlineData("(kind=send", "column 11: expected and, or, or ), got the end")]
    [InlineData("kind='send", "column 11: expected a ' that ends the text from column 6, got the end")]
    [InlineData("item=five", "column 6: expected a whole number, got five")]
    [InlineData("latency>5", "column 9: expected a duration such as 5ms, 1.5s or 200us, got 5")]
    [InlineData("latency>5mm", "column 9: expected a duration such as 5ms, 1.5s or 200us, got 5mm")]
    [InlineData("latency>99999999999999999999999s", "column 9: expected a duration such as 5ms, 1.5s or 200us, got 99999999999999999999999s")]
    [InlineData("kind=sned", "column 6: expected a kind (send, receive, turn, step, wait, spawn, stop, restart, drop, fault), got sned")]
    [InlineData("knd=send", "column 1: expected a field (kind, actor, peer, detail, node, thread, item, turn, message, time, latency, duration), got knd")]
    [InlineData("kind=send & item=5", "column 11: expected and, or, or the end, got &")]
    public void A_condition_that_cannot_be_understood_is_refused_with_its_column(string condition, string message) =>
        Assert.Equal(message, Assert.Throws<TraceQueryException>(() => TraceQuery.Parse(condition)).Message);

    [Fact]
    public void Conditions_within_each_other_have_a_limit()
    {
        TraceQuery.Parse(new string('(', 90) + "item=1" + new string(')', 90));
        Assert.Throws<TraceQueryException>(() => TraceQuery.Parse(new string('(', 100_000)));
    }

    [Theory]
    [InlineData("a*c", "abc", true)]
    [InlineData("a*c", "ac", true)]
    [InlineData("a*c", "acd", false)]
    [InlineData("*b*b*", "abab", true)]
    [InlineData("?b", "ab", true)]
    [InlineData("?b", "b", false)]
    [InlineData("", "", true)]
    [InlineData("**", "", true)]
    [InlineData("A", "a", false)]
    public void A_star_stands_for_any_characters_and_a_question_mark_for_one(string pattern, string text, bool matches) => Assert.Equal(matches, Glob.IsMatch(pattern, text));

    private static TraceModel Model()
    {
        var run = new TraceBuilder();
        run.Spawn(0, 1, 0, "root");
        run.Turn(0, 1, "Started");
        long message = run.Send(1_000_000, 1, 2, "Assigned", item: 5);
        run.Turn(8_000_000, 2, "Assigned", 1, message, took: 1_500_000, item: 5);
        run.Send(8_000_000, 2, 0, "Result", item: 6);
        run.Step(12_000_000, 2, "Compute", 4_000_000, item: 5);
        run.Spawn(500_000, 2, 1, "root/worker");
        run.Events[6] = run.Events[6] with { Place = new("", "main-1") };
        return run.Model();
    }
}
