using System.Globalization;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Brokers;
using ActorLab.TestSupport.Networks;

namespace ActorLab.Cluster.Tests.Networks;

/// <summary>The broker, the run and three nodes, each on a host of its own.</summary>
[Trait("Tier", "netns")]
[Collection(WithNetwork.Name)]
public sealed class CutLinkSpec : IAsyncLifetime, IDisposable
{
    private const string BrokerHost = "broker", RootHost = "root";
    private const int Items = 3000;

    /// <summary>How the run begins the line about a node that it has lost; the name of its stage is that of its nodes.</summary>
    private const string Loss = "actorlab: fast-";

    private static readonly string[] Nodes = ["left", "middle", "right"];

    /// <summary>A test that takes longer hangs.</summary>
    private readonly CancellationTokenSource _net = new(HangGuard.Limit);
    private readonly Dictionary<string, LabProgram> _members = new(StringComparer.Ordinal);
    private LabNetwork? _network;
    private RabbitBroker? _broker;

    private LabNetwork Network => _network ?? throw new InvalidOperationException("there is no network yet");

    private RabbitBroker Broker => _broker ?? throw new InvalidOperationException("there is no broker yet");

    public async Task InitializeAsync()
    {
        _network = await LabNetwork.CreateAsync([BrokerHost, RootHost, .. Nodes]);
        _broker = await RabbitBroker.StartAsync(host: Network[BrokerHost]);
        foreach (string node in Nodes) _members[node] = new LabProgram(_network[node], _broker, "node", "--lab", RabbitBroker.Lab, "--name", node);
        foreach (LabProgram member in _members.Values) await member.AwaitAsync(" has joined ").WaitAsync(_net.Token);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        foreach (LabProgram member in _members.Values) member.Dispose();
        _broker?.Dispose();
        _network?.Dispose();
        _net.Dispose();
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task What_a_node_says_after_it_was_given_up_has_no_effect()
    {
        using LabProgram run = BeginRun();
        string cut = await AwaitBusyAsync();
        // What it could not say meanwhile arrives when the cable is in again.
        await Network.CutAsync(cut);
        await run.AwaitAsync(Loss).WaitAsync(_net.Token);
        await Network.MendAsync(cut);
        await AssertHoldsAsync(run);
        Assert.False(_members[cut].HasExited, _members[cut].Error);
    }

    // RabbitMQ.Client 7.1.2 can end the member here: its heartbeat timer throws ChannelClosedException on a thread of its own
    // (once in five runs).
    [Fact]
    [Trait("Length", "long")]
    public async Task A_node_that_is_cut_off_for_longer_than_the_heartbeat_of_its_connection_comes_back_to_the_lab()
    {
        using LabProgram run = BeginRun();
        string cut = await AwaitBusyAsync();
        await Network.CutAsync(cut);
        await _members[cut].AwaitAsync(" is away: ").WaitAsync(_net.Token);
        await run.AwaitAsync(Loss).WaitAsync(_net.Token);
        await Network.MendAsync(cut);
        await _members[cut].AwaitAsync(" is back").WaitAsync(_net.Token);
        await AssertHoldsAsync(run);
    }

    /// <summary>A third of the items takes 30 ms each on three nodes: 10 s at least, so that the run outlasts what is done to it.</summary>
    private LabProgram BeginRun() => new(
        Network[RootHost], Broker, "run", Path.Combine(Repository.Root, "hocon", "pipelines", "resequenced-fan-out.conf"), "--engine", "cluster", "--lab", RabbitBroker.Lab, "--nodes", "0",
        "--set", string.Create(CultureInfo.InvariantCulture, $"pipeline.stages.numbers.range.to={Items}"),
        "--set", "pipeline.stages.fast.workers=3", "--set", "pipeline.stages.fast.execution=processes", "--set", "pipeline.stages.fast.delay=\"30 ms\"",
        "--set", "pipeline.stages.medium.delay=\"1 ms\"", "--set", "pipeline.stages.slow.delay=\"1 ms\"", "--set", "nodes.acceptable-heartbeat-pause=\"2 s\"");

    /// <summary>The first member that is a node of the run.</summary>
    private async Task<string> AwaitBusyAsync()
    {
        Dictionary<Task, string> begun = _members.ToDictionary(m => m.Value.AwaitAsync(" has begun"), m => m.Key);
        Task first = await Task.WhenAny(begun.Keys).WaitAsync(_net.Token);
        await first;
        return begun[first];
    }

    private async Task AssertHoldsAsync(LabProgram run)
    {
        CommandAnswer answer = await run.EndAsync(_net.Token);
        Assert.True(answer.ExitCode == 0, answer.Error);
        Assert.Contains($"{Items} made, {Items} delivered, 0 dropped by a queue or a join, 0 given up", answer.Error, StringComparison.Ordinal);
        Assert.Contains($"{Items} items, 0 out of order", answer.Error, StringComparison.Ordinal);
        // And without asking the verifier.
        Assert.Equal(string.Concat(Enumerable.Range(1, Items).Select(n => string.Create(CultureInfo.InvariantCulture, $"{(long)n * n}\n"))), answer.Out);
    }
}
