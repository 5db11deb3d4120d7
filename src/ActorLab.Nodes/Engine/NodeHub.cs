using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Local;
using ActorLab.Local.Cells;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Engine;

/// <summary>The root's node: starts the others when actors are placed on them, carries ops between them, and tells who is concerned when one is lost.</summary>
internal sealed class NodeHub : NodeSide
{
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(2);

    private readonly ScenarioPlan _plan;
    private readonly INodeLauncher _launcher;
    private readonly Action<string> _report;
    private readonly LocalRun _run;
    private readonly object _gate = new();
    private readonly NodeLife?[] _lives;
    private readonly int[] _starts;

    /// <summary>Who of which node wants to hear of the end of an actor on a third one.</summary>
    private readonly Dictionary<NodeActorId, HashSet<NodeActorId>> _watchesBetween = [];
    private readonly List<NodeLife> _all = [];

    /// <summary>Those of the nodes, which tell them as they leave.</summary>
    private readonly List<DeadLetter> _letters = [];
    private ActorRef? _outside;
    private long _placed;
    private bool _over;

    /// <param name="plan">What to run.</param>
    /// <param name="options">How to observe it.</param>
    /// <param name="launcher">Starts the nodes.</param>
    /// <param name="packer">Makes the packer of this node.</param>
    /// <param name="report">Gets one line for each node that is lost.</param>
    public NodeHub(ScenarioPlan plan, EngineOptions options, INodeLauncher launcher, Func<IWireReferences, IMessagePacker> packer, Action<string> report)
        : base(0, packer)
    {
        if (plan.Nodes.Length > ActorNumbers.MaxNodes) throw new ArgumentException($"a plan has at most {ActorNumbers.MaxNodes} nodes, this one {plan.Nodes.Length}", nameof(plan));
        _plan = plan;
        _launcher = launcher;
        _report = report;
        _lives = new NodeLife?[plan.Nodes.Length];
        _starts = new int[plan.Nodes.Length];
        _run = new LocalRun(plan with { Root = RootOf }, options, this);
    }

    protected override LocalRun Run => _run;

    protected override ActorRef Outside => _outside!;

    public async Task<RunResult> RunAsync(CancellationToken interrupt)
    {
        RunResult result = await _run.RunAsync(interrupt).ConfigureAwait(false);
        NodeLife[] lives, all;
        lock (_gate)
        {
            _over = true;
            lives = [.. _lives.OfType<NodeLife>()];
            all = [.. _all];
        }

        foreach (NodeLife life in lives)
        {
            if (result.Failure is null) life.Post(new LeaveOp("the run is over", StepCounts.None, new RunCounters(0, 0, 0, 0, 0, 0)));
            else life.Kill();
        }

        foreach (NodeLife life in lives) await Task.WhenAny(life.Left, Task.Delay(LeavePatience, CancellationToken.None)).ConfigureAwait(false);
        foreach (NodeLife life in all) await life.EndAsync(life.Left is { IsCompletedSuccessfully: true, Result: not null } ? LeavePatience : TimeSpan.Zero).ConfigureAwait(false);
        return Sum(result, [.. all.Where(l => l.Left.IsCompletedSuccessfully).Select(l => l.Left.Result).OfType<LeaveOp>()]);
    }

    public override RemoteRef Place(ActorCell parent, ActorProps props, string path)
    {
        Placement placement = props.Placement!;
        int place = -1;
        for (int i = 0; i < _plan.Nodes.Length; i++)
        {
            if (_plan.Nodes[i].Name == placement.Node) place = i;
        }

        if (place < 0) throw new ArgumentException($"the plan has no node '{placement.Node}'");
        if (!_plan.Roles.ContainsKey(placement.Role)) throw new ArgumentException($"the plan has no role '{placement.Role}'");
        if (!Packer.TryPack(placement.Arguments, out Payload arguments, out string? reason)) throw new ArgumentException($"{placement}: {reason}");
        NodeActorId address = ActorNumbers.Placed(place + 1, Interlocked.Increment(ref _placed));
        var actor = new RemoteRef(ActorNumbers.IdOf(address), path, this, parent);
        NodeLife? life;
        // An actor of the next life must not be among those that end with this one.
        lock (_gate)
        {
            Remember(actor);
            life = LifeFor(place);
        }

        // The supervision's own decisions cannot travel; what it says for all failures does.
        var op = new SpawnOp(address, NameOf(parent), path, placement.Role, arguments, props.Supervision with { Decide = null });
        if (life is null || !life.Post(op)) actor.End(DeadLetterReason.NodeLost);
        return actor;
    }

    public void OnOp(NodeOp op)
    {
        int target = TargetOf(op);
        if (op is WatchOp watch && target != 0)
        {
            lock (_gate)
            {
                if (!_watchesBetween.TryGetValue(watch.Actor, out HashSet<NodeActorId>? watchers)) _watchesBetween.Add(watch.Actor, watchers = []);
                watchers.Add(watch.Watcher.Id);
            }
        }

        if (op is DeadLetterOp letter) Note(letter);
        else if (target == 0) Handle(op);
        // Its node may have a new life, which knows nothing of it.
        else if (op is SendOp send && FindRemote(send.Receiver)?.EndedBy is { } ended) Bury(send, ended);
        else if (target <= _lives.Length) Post(target, op);
        else throw new WireFormatException($"there is no node {target}");
    }

    public void NodeLeft(NodeLife life, LeaveOp leave)
    {
        bool early;
        lock (_gate) early = !_over;
        // A node that leaves before it was told to has found itself broken.
        if (early) _run.End(RunOutcome.Failed, $"{life.Name}: {leave.Reason}", null);
    }

    public void NodeLost(NodeLife life, string reason)
    {
        List<TerminatedOp> tell = [];
        RemoteRef[] gone;
        lock (_gate)
        {
            gone = [.. Remotes.Where(r => ActorNumbers.AddressOf(r.Id).Node == life.Index)];
            if (_lives[life.Index - 1] == life) _lives[life.Index - 1] = null;
            foreach ((NodeActorId actor, HashSet<NodeActorId> watchers) in _watchesBetween)
            {
                if (actor.Node == life.Index) tell.AddRange(watchers.Where(w => w.Node != life.Index).Select(w => new TerminatedOp(actor, w)));
            }

            foreach (TerminatedOp told in tell) _watchesBetween.Remove(told.Actor);
        }

        _report($"{life.Name} {reason}");
        foreach (RemoteRef actor in gone) actor.End(DeadLetterReason.NodeLost);
        foreach (TerminatedOp op in tell) Post(op.Watcher!.Value.Node, op);
    }

    protected override void Post(int node, NodeOp op)
    {
        NodeLife? life;
        lock (_gate) life = _lives[node - 1];
        if (life is null || !life.Post(op)) Lost(op);
    }

    /// <summary>What could not be given to a node any more.</summary>
    public void Lost(NodeOp op)
    {
        switch (op)
        {
            case SendOp send: Bury(send, DeadLetterReason.NodeLost); break;
            case WatchOp(var actor, var watcher) when watcher.Id.Node == Index: FindRemote(actor)?.End(DeadLetterReason.NodeLost); break;
            case WatchOp(var actor, var watcher): Post(watcher.Id.Node, new TerminatedOp(actor, watcher.Id)); break;
            default: break; // its actors are gone, and who has to know of that is told with the loss
        }
    }

    private ActorProps RootOf(ActorRef outside)
    {
        _outside = outside;
        return _plan.Root(outside);
    }

    private static int TargetOf(NodeOp op) => op switch
    {
        SendOp send => send.Receiver.Node,
        StopOp stop => stop.Actor.Node,
        WatchOp watch => watch.Actor.Node,
        UnwatchOp unwatch => unwatch.Actor.Node,
        TerminatedOp terminated => terminated.Watcher?.Node ?? 0,
        _ => 0,
    };

    /// <summary>The life that a node has, or a new one; null when it has had all it may have, or the run is over.</summary>
    private NodeLife? LifeFor(int place)
    {
        NodePlan node = _plan.Nodes[place];
        NodeLife life;
        lock (_gate)
        {
            if (_over) return null;
            if (_lives[place] is { } living) return living;
            if (_starts[place] > node.MaxRestarts || _starts[place] >= ActorNumbers.MaxLives) return null;
            life = new NodeLife(this, place + 1, node.Name, _starts[place]++);
            _lives[place] = life;
            _all.Add(life);
        }

        // Starting a process takes milliseconds, and a turn must not wait.
        _ = Task.Run(() => Start(node, life));
        return life;
    }

    private void Start(NodePlan node, NodeLife life)
    {
        try
        {
            PlanOrigin origin = _plan.Origin ?? new PlanOrigin("", ReadOnlyMemory<byte>.Empty);
            var hello = new Hello(life.Life, FrameCodec.ProtocolVersion, NodeProgram.SoftwareVersion, node.Name, life.Index, "local", origin.Digest, origin, _plan.Seed, _launcher.Settings);
            life.Begin(_launcher.Launch(_plan, node), hello);
        }
        catch (Exception failure)
        {
            life.NeverBegan(failure.Message);
        }
    }

    private void Note(DeadLetterOp letter)
    {
        var noted = new DeadLetter(letter.Reason, letter.Sender, letter.Receiver, letter.Message == Payload.None ? new Unpackable() : Packer.Unpack(letter.Message));
        lock (_gate) _letters.Add(noted);
    }

    private void Bury(SendOp send, DeadLetterReason reason)
    {
        ActorRef? sender = send.Sender is { } name ? new RemoteRef(ActorNumbers.IdOf(name.Id), name.Path, this, null) : null;
        ActorRef receiver = FindRemote(send.Receiver) ?? new RemoteRef(ActorNumbers.IdOf(send.Receiver), $"actor {send.Receiver}", this, null);
        _run.DeadLetter(reason, sender, receiver, Packer.Unpack(send.Message));
    }

    private RunResult Sum(RunResult result, LeaveOp[] left)
    {
        DeadLetter[] letters;
        lock (_gate) letters = [.. _letters];
        long[] steps = [.. Enum.GetValues<StepKind>().Select(kind => result.Steps[kind] + left.Sum(l => l.Steps[kind]))];
        RunCounters own = result.Counters;
        return result with
        {
            Steps = new StepCounts(steps),
            DeadLetters = [.. result.DeadLetters.Concat(letters).Take(RunResult.MaxDeadLettersKept)],
            Counters = new RunCounters(
                own.Sends + left.Sum(l => l.Counters.Sends),
                own.Turns + left.Sum(l => l.Counters.Turns),
                own.DeadLetters + left.Sum(l => l.Counters.DeadLetters),
                own.Spawned + Interlocked.Read(ref _placed) + left.Sum(l => l.Counters.Spawned),
                own.Failures + left.Sum(l => l.Counters.Failures),
                own.Restarts + left.Sum(l => l.Counters.Restarts)),
        };
    }

    /// <summary>Stands for a message that could not leave its node.</summary>
    private sealed record Unpackable : IMessage;
}
