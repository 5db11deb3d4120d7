using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Transports;
using ActorLab.Wire;
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

    /// <summary>Called with every child, at once after its start.</summary>
    public Action<NodeFleet, FleetChild> OnLaunch { get; init; } = static (_, _) => { };

    /// <summary>Children are not killed when their link is lost, but at the end of the run.</summary>
    public bool Spares { get; init; }

    /// <summary>What the children printed.</summary>
    public ConcurrentQueue<ChildLine> Lines { get; } = new();

    public Task<INodeHandle> LaunchAsync(ScenarioPlan plan, NodePlan node)
    {
        var child = new FleetChild(ChildProcess.Start(node.Name, Lab.Node, Lines.Enqueue), () => onPiece(this, Interlocked.Increment(ref _pieces)), Spares);
        ImmutableInterlocked.Update(ref _children, static (all, started) => all.Add(started), child);
        OnLaunch(this, child);
        return Task.FromResult<INodeHandle>(child);
    }
}

/// <summary>One child of a <see cref="NodeFleet"/>.</summary>
internal sealed class FleetChild(ChildProcess process, Action onPiece, bool isSpared) : INodeHandle
{
    private readonly FrameDecoder _decoder = new();
    private long _pieces, _messages;

    public ChildProcess Process => process;

    /// <summary>How many pieces of bytes have come from it.</summary>
    public long Pieces => Interlocked.Read(ref _pieces);

    /// <summary>How many messages of its actors were in them.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    public ITransport Transport => new TappedTransport(process.Transport, Look);

    public Task Ended => process.Exited;

    public void Kill()
    {
        if (!isSpared) process.Kill();
    }

    public void Dispose() => process.Dispose();

    /// <summary>Pieces come one at a time.</summary>
    private void Look(ReadOnlySpan<byte> piece)
    {
        var frames = new List<NodeFrame>();
        _decoder.Decode(piece, frames);
        Interlocked.Add(ref _messages, frames.OfType<Data>().Sum(data => data.Ops.Count(op => op is SendOp)));
        Interlocked.Increment(ref _pieces);
        onPiece();
    }

    private delegate void OnBytes(ReadOnlySpan<byte> bytes);

    private sealed class TappedTransport(ITransport inner, OnBytes onPiece) : ITransport
    {
        public void Start(ITransportReceiver receiver) => inner.Start(new Tap(receiver, onPiece));

        public bool Send(ReadOnlyMemory<byte> bytes) => inner.Send(bytes);

        public void Dispose() => inner.Dispose();
    }

    private sealed class Tap(ITransportReceiver inner, OnBytes onPiece) : ITransportReceiver
    {
        public void OnReceived(ReadOnlySpan<byte> bytes)
        {
            onPiece(bytes);
            inner.OnReceived(bytes);
        }

        public void OnClosed(string reason) => inner.OnClosed(reason);
    }
}
