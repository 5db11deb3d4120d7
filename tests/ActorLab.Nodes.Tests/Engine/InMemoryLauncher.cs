using System.Collections.Concurrent;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Transports;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Tests.Engine;

/// <summary>Starts nodes in this process: each has a whole <see cref="NodeProgram"/> at the other end of a channel with faults, and the very plan of the root.</summary>
internal sealed class InMemoryLauncher(FaultRates rates, ulong seed, LinkSettings? settings = null) : INodeLauncher
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly ConcurrentQueue<Handle> _launched = new();
    private readonly MessageTable _table = new();

    public bool StartsProcesses => false;

    public LinkSettings Settings { get; } = settings ?? LinkSettings.Default;

    /// <summary>The names of the nodes that were started, in that order.</summary>
    public string[] Launched => [.. _launched.Select(h => h.Node)];

    /// <summary>Pieces that the channels have lost or repeated, all together.</summary>
    public long Faults => _launched.Sum(h => h.Channel.Lost + h.Channel.Repeated);

    /// <summary>How many of them have not ended.</summary>
    public int Living => _launched.Count(h => !h.Ended.IsCompleted);

    /// <summary>Completes when all nodes that were started so far have ended.</summary>
    public Task AllEnded => Task.WhenAll(_launched.Select(h => h.Ended));

    public IMessagePacker PackerFor(IWireReferences references) => _table.PackerFor(references);

    public NodesEngine Engine(Action<string>? report = null, int? maxRestarts = null) => new(this, _table.PackerFor, report ?? (static _ => { })) { MaxRestarts = maxRestarts };

    public Task<INodeHandle> LaunchAsync(ScenarioPlan plan, NodePlan node)
    {
        (FaultyTransport root, FaultyTransport there) = FaultyTransport.CreatePair(rates, seed + (ulong)_launched.Count);
        Task<int> program = NodeProgram.RunAsync(there, _table.PackerFor, _ => plan);
        root.Drive(Tick);
        var handle = new Handle(node.Name, root, there, program);
        _launched.Enqueue(handle);
        return Task.FromResult<INodeHandle>(handle);
    }

    /// <summary>The node's last life ends without a word: its end of the channel closes.</summary>
    public void Kill(string node) => Last(node).Kill();

    /// <summary>Nothing gets through to the node's last life or back any more, and nobody is told.</summary>
    public void Cut(string node) => Last(node).Channel.IsCut = true;

    private Handle Last(string node) => _launched.Last(h => h.Node == node);

    private sealed class Handle(string node, FaultyTransport root, FaultyTransport there, Task<int> program) : INodeHandle
    {
        public string Node => node;

        public FaultyTransport Channel => root;

        public ITransport Transport => root;

        public Task Ended => program;

        public void Kill() => there.Dispose();

        public void Dispose() => root.Dispose();
    }
}
