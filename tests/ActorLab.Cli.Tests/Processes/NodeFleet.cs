using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Transports;
using ActorLab.Wire.Frames;

namespace ActorLab.Cli.Tests.Processes;

/// <summary>Starts nodes as processes of the program under test, remembers them, and sees every piece of bytes that comes from them.</summary>
/// <param name="onPiece">Called before a piece is handed on, with its number among those of all children, from 1.</param>
/// <param name="settings">Of the links; null for the usual ones.</param>
internal sealed class NodeFleet(Action<NodeFleet, long> onPiece, LinkSettings? settings = null) : INodeLauncher
{
    private ImmutableList<FleetChild> _children = [];
    private long _pieces;

    public bool StartsProcesses => true;

    public LinkSettings Settings { get; } = settings ?? LinkSettings.Default;

    /// <summary>All that were ever started.</summary>
    public ImmutableList<FleetChild> Children => Volatile.Read(ref _children);

    /// <summary>What the children printed.</summary>
    public ConcurrentQueue<ChildLine> Lines { get; } = new();

    public INodeHandle Launch(ScenarioPlan plan, NodePlan node)
    {
        var child = new FleetChild(ChildProcess.Start(node.Name, Lab.Node, Lines.Enqueue), () => onPiece(this, Interlocked.Increment(ref _pieces)));
        ImmutableInterlocked.Update(ref _children, static (all, started) => all.Add(started), child);
        return child;
    }
}

/// <summary>One child of a <see cref="NodeFleet"/>.</summary>
internal sealed class FleetChild(ChildProcess process, Action onPiece) : INodeHandle
{
    private long _pieces;

    public ChildProcess Process => process;

    /// <summary>How many pieces of bytes have come from it.</summary>
    public long Pieces => Interlocked.Read(ref _pieces);

    public ITransport Transport => new TappedTransport(process.Transport, () =>
    {
        Interlocked.Increment(ref _pieces);
        onPiece();
    });

    public Task Ended => process.Exited;

    public void Kill() => process.Kill();

    public void Dispose() => process.Dispose();

    private sealed class TappedTransport(ITransport inner, Action onPiece) : ITransport
    {
        public void Start(ITransportReceiver receiver) => inner.Start(new Tap(receiver, onPiece));

        public bool Send(ReadOnlyMemory<byte> bytes) => inner.Send(bytes);

        public void Dispose() => inner.Dispose();
    }

    private sealed class Tap(ITransportReceiver inner, Action onPiece) : ITransportReceiver
    {
        public void OnReceived(ReadOnlySpan<byte> bytes)
        {
            onPiece();
            inner.OnReceived(bytes);
        }

        public void OnClosed(string reason) => inner.OnClosed(reason);
    }
}
