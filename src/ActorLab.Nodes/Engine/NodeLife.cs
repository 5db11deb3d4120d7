using ActorLab.Nodes.Links;
using ActorLab.Nodes.Transports;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Engine;

/// <summary>One life of a node, seen from the root: from its launch to its leaving or its loss.</summary>
internal sealed class NodeLife(NodeHub hub, int index, string name, int life, LinkOptions links) : ILinkOwner, IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<NodeOp> _early = new();
    private readonly TaskCompletionSource _launched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<LeaveOp?> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<NodeActorId> _toStop = [];
    private readonly List<(NodeActorId Actor, long Since)> _awaitStart = [];
    private int _spawned;
    private INodeHandle? _handle;
    private LinkDriver? _driver;
    private bool _over;

    public int Index => index;

    public string Name => name;

    /// <summary>From 0.</summary>
    public int Life => life;

    /// <summary>It has answered, and takes part.</summary>
    public bool HasJoined { get; private set; }

    /// <summary>What it counted when it left; null if it was lost.</summary>
    public Task<LeaveOp?> Left => _left.Task;

    /// <summary>The node runs: opens the link and sends what has waited.</summary>
    public void Begin(INodeHandle handle, Hello hello)
    {
        lock (_gate)
        {
            _handle = handle;
            if (!_over)
            {
                _driver = LinkDriver.Open(handle.Transport, hello, this, links);
                _driver.Start();
                while (_early.TryDequeue(out NodeOp? op)) _driver.Enqueue(op);
            }
        }

        // Nobody wants it any more; whoever waits for its launch disposes of it.
        if (_driver is null) handle.Kill();
        _launched.TrySetResult();
    }

    /// <summary>It could not be started.</summary>
    public void NeverBegan(string reason)
    {
        Lose($"could not be started: {reason}");
        _launched.TrySetResult();
    }

    /// <returns>False if this life is over.</returns>
    public bool Post(NodeOp op)
    {
        lock (_gate)
        {
            if (_over) return false;
            if (_driver is null) _early.Enqueue(op);
            else _driver.Enqueue(op);
            if (HasJoined) return true;
            if (op is SpawnOp spawn)
            {
                _spawned++;
                if (hub.Trace is { } trace) _awaitStart.Add((spawn.Actor, trace.Now));
            }

            if (op is StopOp(var actor) && _toStop.Add(actor) && _toStop.Count == _spawned) _ = LoseUnlessJoinedAsync(_spawned);
            return true;
        }
    }

    public void OnGreeted(Hello hello) => throw new InvalidOperationException("the root greets and is not greeted");

    public void OnOpened(Hello hello, Welcome welcome)
    {
        lock (_gate) HasJoined = true;
        // Nothing is added once it has joined.
        foreach ((NodeActorId actor, long since) in _awaitStart) hub.Trace!.RecordStartUp(ActorNumbers.IdOf(actor), since);
    }

    public void OnOp(NodeOp op)
    {
        if (op is LeaveOp leave)
        {
            lock (_gate) _over = true;
            _left.TrySetResult(leave);
            hub.NodeLeft(this, leave);
        }
        else
        {
            hub.OnOp(op);
        }
    }

    public void OnBroken(LinkFailure failure)
    {
        // Before anybody replaces it.
        if (failure.Kind == LinkFailureKind.Refused && !HasJoined) _handle?.OnRefused(failure.Reason);
        Lose(failure.Reason);
    }

    /// <summary>Ends it at once.</summary>
    /// <returns>What it is not known to have got.</returns>
    public IReadOnlyList<NodeOp> Kill()
    {
        if (!TryEnd()) return [];
        _handle?.Kill();
        _left.TrySetResult(null);
        return TakeBack("was killed");
    }

    /// <summary>Waits until it has left or is lost, but no longer than that; time in which it cannot be reached for reasons of others does not count.</summary>
    public async Task WaitUntilLeftAsync(TimeSpan patience)
    {
        do
        {
            await Task.WhenAny(_left.Task, Task.Delay(patience)).ConfigureAwait(false);
        }
        while (!_left.Task.IsCompleted && _driver is { IsSuspended: true });
    }

    /// <summary>Waits until it has ended by itself, and kills it if it does not.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        TryEnd();
        // One that is still being launched is killed when it is there, and a run does not end before its processes.
        await _launched.Task.ConfigureAwait(false);
        if (_handle is null) return;
        await Task.WhenAny(_handle.Ended, Task.Delay(patience)).ConfigureAwait(false);
        Dispose();
    }

    public void Dispose()
    {
        _driver?.Dispose();
        _handle?.Dispose();
    }

    private void Lose(string reason)
    {
        if (!TryEnd()) return;
        // What it still does must have no effect: a frozen process would go on when it is thawed.
        _handle?.Kill();
        _left.TrySetResult(null);
        hub.NodeLost(this, reason, TakeBack("was lost"));
    }

    /// <summary>A run that fails or is interrupted must not wait for a process that never answers.</summary>
    private async Task LoseUnlessJoinedAsync(int spawned)
    {
        await Task.Delay(links.StopPatience.ToTimeSpan()).ConfigureAwait(false);
        lock (_gate)
        {
            if (HasJoined || _spawned != spawned) return;
        }

        Lose($"did not join within {links.StopPatience} after its actors were to stop");
    }

    /// <returns>False if it was over before.</returns>
    private bool TryEnd()
    {
        lock (_gate)
        {
            bool lived = !_over;
            _over = true;
            return lived;
        }
    }

    /// <summary>Nothing is added once this life is over.</summary>
    private IReadOnlyList<NodeOp> TakeBack(string reason)
    {
        IReadOnlyList<NodeOp> given = _driver?.GiveUp(reason) ?? [];
        return [.. given, .. _early];
    }
}
