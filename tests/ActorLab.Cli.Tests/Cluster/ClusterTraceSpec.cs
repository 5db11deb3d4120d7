using System.Text.Json;
using ActorLab.TestSupport.Brokers;

namespace ActorLab.Cli.Tests.Cluster;

/// <summary>The trace of a run over a lab is one file, in which a message that went from one node to another is one message.</summary>
[Trait("Tier", "broker")]
[Collection(WithLab.Name)]
public sealed class ClusterTraceSpec(LabFixture lab) : IDisposable
{
    private const string Root = "";

    private static readonly string[] Nodes = ["process-1", "process-2", "process-3"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Length", "long")]
    public async Task It_has_what_each_of_three_nodes_did_and_whose_messages_reached_the_root()
    {
        // Each task has a node of its own, so that all of them take part however long they take to start.
        JsonElement[] events = await TraceAsync("calc-pi", "--model", "processes", "--workers", "3", "--work", "4000");
        Assert.Equal([Root, .. Nodes], events.Select(NodeOf).Distinct().Order(StringComparer.Ordinal));
        Assert.All(Nodes, node => Assert.Contains(Joined(events), j => (j.From, j.To) == (node, Root)));
    }

    [Fact]
    public async Task It_joins_what_the_root_sent_with_what_a_node_received_and_the_answer_with_both()
    {
        JsonElement[] events = await TraceAsync("line-copy", "--model", "process-pipeline", "--workers", "3", "--lines", "300");
        (string From, string To)[] joined = [.. Joined(events)];
        // Which nodes were there in time to be given lines is left to chance.
        string[] took = [.. Nodes.Where(node => joined.Contains((Root, node)))];
        Assert.NotEmpty(took);
        Assert.All(took, node => Assert.Contains((node, Root), joined));
    }

    private async Task<JsonElement[]> TraceAsync(params string[] run)
    {
        string file = _folder.File("run.trace");
        using (RunningProgram program = lab.Begin(["run", .. run, "--trace", file, "--engine", "cluster", "--lab", RabbitBroker.Lab, "--nodes", "3"]))
        {
            Answer answer = await program.EndAsync();
            Assert.True(answer.ExitCode == 0, answer.Error + answer.Out);
        }

        Assert.Equal([file], Directory.GetFiles(_folder.Path));
        Answer verified = await Lab.Call("verify", file, "--check", "producer-order", "--check", "delivery", "--check", "causal-order");
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        JsonElement whole = await ReadAsync("trace", file, "--json");
        JsonElement messages = whole.GetProperty("messages");
        Assert.Equal(("cluster", "whole", 0, 0), (Text(whole, "engine"), Text(whole.GetProperty("evidence"), "status"), messages.GetProperty("open").GetInt64(), messages.GetProperty("withoutSend").GetInt64()));
        Assert.True(messages.GetProperty("betweenNodes").GetInt64() > 0);
        JsonElement part = await ReadAsync("trace", file, "--json", "--where", "kind=send or kind=receive");
        return [.. part.GetProperty("events").EnumerateArray()];
    }

    private static async Task<JsonElement> ReadAsync(params string[] command)
    {
        Answer answer = await Lab.Call(command);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        return json.RootElement.Clone();
    }

    /// <summary>From where to where each message went that one node sent and another received.</summary>
    private static IEnumerable<(string From, string To)> Joined(JsonElement[] events)
    {
        Dictionary<int, JsonElement> sends = events.Where(e => Text(e, "kind") == "send").ToDictionary(e => e.GetProperty("row").GetInt32());
        foreach (JsonElement received in events.Where(e => Text(e, "kind") == "receive"))
        {
            JsonElement sent = sends[received.GetProperty("cause").GetInt32()];
            Assert.Equal(Ends(received, "peer", "actor"), Ends(sent, "actor", "peer"));
            yield return (NodeOf(sent), NodeOf(received));
        }
    }

    private static (long From, long To, long Number, string What) Ends(JsonElement e, string from, string to) =>
        (e.GetProperty(from).GetInt64(), e.GetProperty(to).GetInt64(), e.GetProperty("message").GetInt64(), Text(e, "detail"));

    private static string NodeOf(JsonElement e) => Text(e, "node");

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString() ?? "";
}
