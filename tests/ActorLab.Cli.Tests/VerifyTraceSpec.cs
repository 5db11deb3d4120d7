using System.Text.Json;
using ActorLab.Core.Primitives;
using ActorLab.Core.Trace;

namespace ActorLab.Cli.Tests;

/// <summary>Faults planted in the trace of a real (simulated) run: each is found, and named with its place.</summary>
public sealed class VerifyTraceSpec : IDisposable
{
    private static readonly string s_run = Path.Combine(Lab.Repository, "tests", "ActorLab.Cli.Tests", "Traces", "run.trace");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_messages_of_a_run_hold_as_they_are()
    {
        Answer answer = await Lab.Call("verify", s_run, "--check", "producer-order", "--check", "delivery", "--check", "causal-order", "--json");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        using var json = JsonDocument.Parse(answer.Out);
        JsonElement[] checks = [.. json.RootElement.GetProperty("verdict").GetProperty("checks").EnumerateArray()];
        Assert.Equal(["producer-order", "delivery", "causal-order"], checks.Select(c => c.GetProperty("name").GetString()));
        Assert.Equal(730, checks[0].GetProperty("figures").GetProperty("items").GetInt64());
        Assert.Equal(737, checks[1].GetProperty("figures").GetProperty("items").GetInt64());
    }

    [Theory]
    [InlineData("serial")]
    [InlineData("threads")]
    [InlineData("threads-lock")]
    [InlineData("processes")]
    [InlineData("async")]
    [InlineData("pipeline")]
    [InlineData("process-pipeline")]
    public async Task Every_simulated_run_keeps_what_the_contract_promises(string model)
    {
        string path = _folder.File("run.trace");
        await Lab.Call("run", "line-copy", "--model", model, "--lines", "60", "--engine", "simulation", "--trace", path);
        Answer answer = await Lab.Call("verify", path);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.StartsWith("verdict: holds\n", answer.Out);
    }

    [Theory]
    [InlineData("pipeline")]
    [InlineData("process-pipeline")]
    public async Task A_real_run_keeps_what_the_contract_promises(string model)
    {
        string path = _folder.File("run.trace");
        Answer run = await Lab.Start("run", "line-copy", "--model", model, "--workers", "2", "--lines", "200", "--trace", path);
        Assert.Equal(0, run.ExitCode);
        Answer answer = await Lab.Call("verify", path);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Matches("0 of [1-9][0-9]+ messages handled out of the order", answer.Out);
    }

    [Fact]
    public async Task Two_turns_with_swapped_messages_break_the_order_of_their_sender()
    {
        TraceEvent[] events = Events();
        int[] turns = TurnsBetween(events, 3, 4);
        (int a, int b) = (turns[10], turns[11]);
        TraceEvent first = events[a];
        events[a] = first with { Message = events[b].Message, Item = events[b].Item };
        events[b] = events[b] with { Message = first.Message, Item = first.Item };
        Answer answer = await Lab.Call("verify", Write(events), "--check", "producer-order", "--check", "delivery", "--check", "causal-order");
        Assert.Equal(99, answer.ExitCode);
        Assert.Contains("  producer-order  violated  1 of 730 messages handled out of the order of their sender, greatest extent 1", answer.Out);
        Assert.Contains($"      at {b:#,0}: expected message {first.Message} of root/resequencer before its message {first.Message + 1}, got it in turn {events[b].Turn} of root/sink at ", answer.Out);
        Assert.Contains("  delivery        holds", answer.Out);
        Assert.Contains("  causal-order    violated", answer.Out);
    }

    [Fact]
    public async Task A_turn_that_is_missing_is_a_lost_message()
    {
        TraceEvent[] events = Events();
        int turn = TurnsBetween(events, 3, 4)[10];
        TraceEvent gone = events[turn];
        int send = Array.FindIndex(events, e => e.Kind == TraceKind.Send && e.Actor == gone.Peer && e.Message == gone.Message);
        Answer answer = await Lab.Call("verify", Write([.. events.Where((_, i) => i != turn)]));
        Assert.Equal(99, answer.ExitCode);
        Assert.Contains("  producer-order  holds", answer.Out);
        Assert.Contains("  delivery        violated  737 messages: 1 lost, 0 duplicated, 0 unexpected", answer.Out);
        Assert.Contains($"      at {send:#,0}: expected a turn or drop of message {gone.Message} of root/resequencer, sent to root/sink at ", answer.Out);
        Assert.Contains("got nothing, from sink-1", answer.Out);
    }

    [Fact]
    public async Task A_message_that_is_handled_again_is_duplicated()
    {
        TraceEvent[] events = Events();
        int turn = TurnsBetween(events, 3, 4)[10];
        long last = events.Where(e => e.Kind == TraceKind.Turn && e.Actor.Value == 3).Max(e => e.Turn);
        Answer answer = await Lab.Call("verify", Write([.. events, events[turn] with { Turn = last + 1 }]));
        Assert.Equal(99, answer.ExitCode);
        Assert.Contains("737 messages: 0 lost, 1 duplicated, 0 unexpected", answer.Out);
        Assert.Contains($"at {events.Length:#,0}: expected message {events[turn].Message} of root/resequencer once, as in turn {events[turn].Turn} of root/sink at ", answer.Out);
        Assert.Equal(0, (await Lab.Call("verify", Write([.. events, events[turn] with { Turn = last + 1 }]), "--delivery", "at-least-once")).ExitCode);
    }

    [Fact]
    public async Task A_turn_of_a_message_that_nobody_sent_is_unexpected()
    {
        TraceEvent[] events = Events();
        int turn = TurnsBetween(events, 3, 4)[10];
        int send = Array.FindIndex(events, e => e.Kind == TraceKind.Send && e.Actor == events[turn].Peer && e.Message == events[turn].Message);
        Answer answer = await Lab.Call("verify", Write([.. events.Where((_, i) => i != send)]));
        Assert.Equal(99, answer.ExitCode);
        Assert.Contains("736 messages: 0 lost, 0 duplicated, 1 unexpected", answer.Out);
        Assert.Contains($"expected a message that was sent, got message {events[turn].Message} of root/resequencer, of which no sending is known, in turn ", answer.Out);
    }

    [Fact]
    public async Task A_message_that_another_actor_handles_is_unexpected()
    {
        TraceEvent[] events = Events();
        int turn = TurnsBetween(events, 3, 4)[10];
        events[turn] = events[turn] with { Actor = new ActorId(5), Turn = 10_000 };
        Answer answer = await Lab.Call("verify", Write(events));
        Assert.Equal(99, answer.ExitCode);
        Assert.Contains($"expected message {events[turn].Message} of root/resequencer at root/sink, as it was sent, got it in turn 10000 of root/coordinator at ", answer.Out);
    }

    [Fact]
    public async Task A_cut_trace_is_unknown_and_says_where_it_was_cut()
    {
        string cut = _folder.File("cut.trace");
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(s_run))[..^500]);
        Answer answer = await Lab.Call("verify", cut, "--check", "producer-order", "--check", "delivery", "--check", "causal-order");
        Assert.Equal((3, ""), (answer.ExitCode, answer.Error));
        Assert.StartsWith("verdict: unknown\n", answer.Out);
        Assert.Equal(3, answer.Out.Split("the trace is not whole, at byte ").Length - 1);
        Assert.Contains("lost ones not counted, 0 duplicated, 0 unexpected", answer.Out);
        Answer items = await Lab.Call("verify", cut, "--actor", "sink", "--count", "180");
        Assert.Equal(3, items.ExitCode);
        Assert.Equal(3, (await Lab.Call("verify", cut, "--actor", "nobody")).ExitCode);
    }

    [Fact]
    public async Task What_a_cut_trace_proves_is_violated_all_the_same()
    {
        TraceEvent[] events = Events();
        int turn = TurnsBetween(events, 3, 4)[10];
        string path = Write([.. events[..(turn + 1)], events[turn] with { Turn = events[turn].Turn + 1_000 }, .. events[(turn + 1)..]], complete: false);
        Answer answer = await Lab.Call("verify", path);
        Assert.Equal(99, answer.ExitCode);
        Assert.Contains("lost ones not counted, 1 duplicated, 0 unexpected; the trace is not whole, at byte ", answer.Out);
        Assert.Contains("  producer-order  unknown", answer.Out);
    }

    [Fact]
    public async Task The_items_of_an_actor_are_a_stream_of_their_own()
    {
        Answer sink = await Lab.Call("verify", s_run, "--actor", "root/sink", "--count", "180");
        Assert.Equal((0, "verdict: holds\n  order     holds     0 of 180 items reordered, greatest extent 0\n  delivery  holds     exactly once: 0 lost, 0 duplicated, 0 never sent\n"), (sink.ExitCode, sink.Out));
        Answer resequencer = await Lab.Call("verify", s_run, "--actor", "resequencer", "--check", "resequencer", "--check", "order");
        Assert.Equal(99, resequencer.ExitCode);
        Assert.Contains("  order        violated  14 of 180 items reordered, greatest extent 86", resequencer.Out);
        Assert.Contains("from message 3 of root/coordinator/worker-2 in turn 23 of root/resequencer at 3.368593 ms, sink-1", resequencer.Out);
        Answer unknown = await Lab.Call("verify", s_run, "--actor", "root/sink");
        Assert.Equal(3, unknown.ExitCode);
        Assert.Contains("how many items were sent is not known", unknown.Out);
    }

    [Theory]
    [InlineData("--actor: expected an actor of this trace, got snk. Did you mean sink? [AL0001]", "--actor", "snk")]
    [InlineData("--actor: expected one actor, got 3: root/coordinator/worker-1, root/coordinator/worker-2, root/coordinator/worker-3 [AL0002]", "--actor", "worker-*")]
    [InlineData("--check: order does not apply to all messages of a trace. Name an actor with --actor to judge its items. [AL0004]", "--check", "order")]
    [InlineData("--check: causal-order does not apply to the items of one actor. Leave out --actor to judge all messages. [AL0004]", "--actor", "sink", "--check", "causal-order")]
    [InlineData("--count: does not apply to all messages of a trace. Name an actor with --actor to judge its items. [AL0004]", "--count", "3")]
    [InlineData("--columns: does not apply to trace. Only tables have columns. [AL0004]", "--columns", "seq=n")]
    public async Task A_question_that_does_not_fit_a_trace_is_a_usage_error(string error, params string[] more) =>
        Assert.Equal(new Answer(2, "", $"actorlab: {error}\n"), await Lab.Call(["verify", s_run, .. more]));

    [Fact]
    public async Task A_trace_is_known_by_its_first_bytes_or_because_somebody_says_so()
    {
        string renamed = _folder.File("events.csv");
        File.Copy(s_run, renamed);
        Assert.Equal(0, (await Lab.Call("verify", renamed)).ExitCode);
        Answer none = await Lab.Call("verify", _folder.Write("none", "seq\n1\n"), "--format", "trace");
        Assert.Equal(2, none.ExitCode);
        Assert.EndsWith("is none: this is no trace of ActorLab [AL0006]\n", none.Error);
        Answer pipe = await Lab.Shell($"{Lab.ShellCommand} verify - --format trace < '{s_run}'");
        Assert.Equal((0, ""), (pipe.ExitCode, pipe.Error));
        Assert.Equal(2, (await Lab.Call("verify", s_run, renamed)).ExitCode);
        Assert.Contains("--actor: does not apply to csv. Only traces have actors.", (await Lab.Call("verify", renamed, "--format", "csv", "--actor", "sink")).Error);
    }

    private static TraceEvent[] Events()
    {
        using FileStream file = File.OpenRead(s_run);
        return [.. new TraceReader(file).ReadAll()];
    }

    /// <summary>The turns in which a receiver handled messages of a sender.</summary>
    private static int[] TurnsBetween(TraceEvent[] events, long receiver, long sender)
    {
        int[] turns = [.. Enumerable.Range(0, events.Length).Where(i => events[i].Kind == TraceKind.Turn && events[i].Actor.Value == receiver && events[i].Peer.Value == sender && events[i].Message > 0)];
        Assert.True(turns.Length > 100, "the trace has changed");
        return turns;
    }

    private string Write(TraceEvent[] events, bool complete = true)
    {
        string path = _folder.File("planted.trace");
        using FileStream file = File.Create(path);
        var writer = new TraceWriter(file, new TraceHead("planted", "simulation", 7, []));
        // One track keeps the rows in their order.
        ITraceSink track = writer.OpenTrack();
        foreach (TraceEvent traceEvent in events) track.Record(traceEvent);
        writer.CloseTrack(track);
        if (complete) writer.Complete(new SimDuration(events.Max(e => e.Time.Nanoseconds)), "Completed");
        return path;
    }
}
