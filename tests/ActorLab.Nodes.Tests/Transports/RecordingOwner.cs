using System.Threading.Channels;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Transports;
using ActorLab.TestSupport;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Tests.Transports;

/// <summary>Keeps what a driver says, for a test to wait for.</summary>
internal sealed class RecordingOwner : ILinkOwner
{
    private readonly Channel<NodeOp> _ops = Channel.CreateUnbounded<NodeOp>();
    private readonly TaskCompletionSource<Welcome> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<LinkFailure> _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Welcome> Opened => _opened.Task.WaitAsync(HangGuard.Limit);

    public Task<LinkFailure> Broken => _broken.Task.WaitAsync(HangGuard.Limit);

    public bool IsBroken => _broken.Task.IsCompleted;

    /// <summary>What it does with a hello; accepts it if not told otherwise.</summary>
    public Action<LinkDriver, Hello> Greet { get; init; } = static (driver, hello) => driver.Accept(hello.PlanDigest, 4711);

    public LinkDriver? Driver { get; set; }

    public Func<NodeOp, NodeOp> Look { get; init; } = static op => op;

    public async Task<NodeOp> NextOp() => await _ops.Reader.ReadAsync().AsTask().WaitAsync(HangGuard.Limit);

    public async Task<List<NodeOp>> AllOps()
    {
        var all = new List<NodeOp>();
        await foreach (NodeOp op in _ops.Reader.ReadAllAsync()) all.Add(op);
        return all;
    }

    public void OnGreeted(Hello hello) => Greet(Driver!, hello);

    public void OnOpened(Hello hello, Welcome welcome) => _opened.SetResult(welcome);

    public void OnOp(NodeOp op) => Assert.True(_ops.Writer.TryWrite(Look(op)));

    public void OnBroken(LinkFailure failure)
    {
        _ops.Writer.Complete();
        _broken.SetResult(failure);
    }
}
