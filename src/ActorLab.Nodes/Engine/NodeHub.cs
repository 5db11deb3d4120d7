using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Trace;
using ActorLab.Local;
using ActorLab.Local.Seats;
using ActorLab.Local.Tracing;
using ActorLab.Nodes.Links;
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

    /// <summary>How many actors had been placed when the latest life of each node began.</summary>
    private readonly long[] _placedBefore;

    /// <summary>Which nodes want to hear of the end of an actor on a third one.</summary>
    private readonly Dictionary<NodeActorId, SortedSet<int>> _watchesBetween = [];
    private readonly List<NodeLife> _all = [];
    private readonly List<string> _lost = [];

    /// <summary>Those that the nodes tell of as they leave, and those of messages that did not reach one.</summary>
    private readonly List<DeadLetter> _letters = [];
    private readonly LinkOptions _links;
    private readonly LogLevel? _logLevel;
    private IActorRef? _outside;
    private long _placed, _buried;
    private bool _over;

    /// <param name="plan">What to run.</param>
    /// <param name="options">How to observe it.</param>
    /// <param name="launcher">Starts the nodes.</param>
    /// <param name="packer">Makes the packer of this node.</param>
    /// <param name="report">Gets one line for each node that is lost.</param>
    /// <param name="links">This side of the links to them.</param>
    public NodeHub(ScenarioPlan plan, EngineOptions options, INodeLauncher launcher, Func<IWireReferences, IMessagePacker> packer, Action<string> report, LinkOptions links)
        : base(0, packer)
    {
        if (plan.Nodes.Length > ActorNumbers.MaxNodes) throw new ArgumentException($"a plan has at most {ActorNumbers.MaxNodes} nodes, this one {plan.Nodes.Length}", nameof(plan));
        _plan = plan;
        _launcher = launcher;
        _report = report;
        _links = links;
        _logLevel = options.LogLevel;
        _lives = new NodeLife?[plan.Nodes.Length];
        _starts = new int[plan.Nodes.Length];
        _placedBefore = new long[plan.Nodes.Length];
        _run = new LocalRun(plan with { Root = RootOf }, options, this);
    }

    protected override LocalRun Run => _run;

    protected override IActorRef Outside => _outside!;

    /// <summary>Null if the run is not traced.</summary>
    public LocalTrace? Trace => _run.Trace;

    /// <summary>Actors of one node that are watched from a third one.</summary>
    public int WatchedBetween
    {
        get
        {
            lock (_gate) return _watchesBetween.Count;
        }
    }

    public async Task<RunResult> RunAsync(CancellationToken interrupt)
    {
        using var over = new CancellationTokenSource();
        _ = FailWithLauncherAsync(over.Token);
        RunResult result = await _run.RunAsync(interrupt).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        NodeLife[] lives, all;
        lock (_gate)
        {
            _over = true;
            lives = [.. _lives.OfType<NodeLife>()];
            all = [.. _all];
        }

        foreach (NodeLife life in lives)
        {
            // One that has not joined has nothing to tell, and may never answer.
            if (result.Failure is null && life.HasJoined) life.Post(new LeaveOp("the run is over", StepCounts.None, new RunCounters(0, 0, 0, 0, 0, 0)));
            else foreach (SendOp send in life.Kill().OfType<SendOp>()) Bury(send);
        }

        foreach (NodeLife life in lives) await life.WaitUntilLeftAsync(LeavePatience).ConfigureAwait(false);
        foreach (NodeLife life in all) await life.EndAsync(life.Left is { IsCompletedSuccessfully: true, Result: not null } ? LeavePatience : TimeSpan.Zero).ConfigureAwait(false);
        if (result.Failure is null)
        {
            // One that was asked to leave and did not say what it had counted is lost as well.
            lock (_gate) _lost.AddRange(lives.Where(l => l.HasJoined && !l.Left.IsCompleted).Select(l => l.Name));
        }

        return Sum(result, [.. all.Where(l => l.Left.IsCompletedSuccessfully).Select(l => l.Left.Result).OfType<LeaveOp>()]);
    }

    public override RemoteRef Place(LocalSeat parent, ActorProps props, string path)
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
        NodeActorId address;
        RemoteRef actor;
        NodeLife? life;
        // An actor of the next life must not be among those that end with this one.
        lock (_gate)
        {
            life = LifeFor(place);
            address = ActorNumbers.Placed(place + 1, ++_placed);
            actor = new RemoteRef(ActorNumbers.IdOf(address), path, this, parent);
            Remotes.Keep(actor);
        }

        // The supervision's own decisions cannot travel; what it says for all failures does.
        var op = new SpawnOp(address, NameOf(parent.Ref), path, placement.Role, arguments, props.Supervision with { Decide = null });
        if (life?.Post(op) != true && !IsBeingLost(place, life)) Vanish(actor);
        return actor;
    }

    /// <summary>The life is over and its actors have not ended yet: those that were placed or are watched just now end with the others. If they ended at once, whoever replaces them could use up
    /// all replacements before the node is known to be lost and gets another life.</summary>
    private bool IsBeingLost(int place, NodeLife? life)
    {
        lock (_gate) return life is not null && !_over && _lives[place] == life;
    }

    public void OnOp(NodeOp op)
    {
        int target = TargetOf(op);
        if (target > _lives.Length) throw new WireFormatException($"there is no node {target}");
        if (op is DeadLetterOp letter)
        {
            Note(letter);
        }
        else if (op is TraceOp(var chunk))
        {
            Record(chunk.Span);
        }
        else if (target == 0)
        {
            Handle(op);
        }
        else
        {
            if (op is WatchOp watch) NoteWatch(watch);
            else if (op is TerminatedOp(var actor, { } watcher, _)) ForgetWatch(actor, watcher.Node);
            Post(target, op);
        }
    }

    private async Task FailWithLauncherAsync(CancellationToken over)
    {
        try
        {
            _run.End(RunOutcome.Failed, await _launcher.Broken.WaitAsync(over).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    public void NodeLeft(NodeLife life, LeaveOp leave)
    {
        bool early;
        lock (_gate) early = !_over;
        // A node that leaves before it was told to has found itself broken.
        if (early) _run.End(RunOutcome.Failed, $"{life.Name}: {leave.Reason}", null);
    }

    /// <param name="life">Which.</param>
    /// <param name="reason">Begins with a verb.</param>
    /// <param name="unacknowledged">What it is not known to have got, in order.</param>
    public void NodeLost(NodeLife life, string reason, IReadOnlyList<NodeOp> unacknowledged)
    {
        List<TerminatedOp> tell;
        RemoteRef[] gone;
        lock (_gate)
        {
            _lost.Add(life.Name);
            gone = Remotes.On(life.Index);
            if (_lives[life.Index - 1] == life) _lives[life.Index - 1] = null;
            tell = TakeWatches(life.Index);
        }

        // That of all nodes is one failure, and the run says so.
        if (!_launcher.Broken.IsCompleted) _report($"{life.Name} {reason}");
        _run.Trace?.Record(TraceKind.Fault, default, default, $"node '{life.Name}' lost");
        // Before anybody hears of the loss: the root may stop because of it, and then everything is to be counted.
        foreach (SendOp send in unacknowledged.OfType<SendOp>()) Bury(send);
        foreach (RemoteRef actor in gone) Vanish(actor);
        foreach (TerminatedOp op in tell) Post(op.Watcher!.Value.Node, op);
        foreach (WatchOp op in unacknowledged.OfType<WatchOp>()) Lost(op);
    }

    protected override void Post(int node, NodeOp op)
    {
        NodeLife? life;
        // The node may have a new life, which knows nothing of the actors of the one before.
        lock (_gate) life = ActorOf(op) is { } actor && IsLost(actor) ? null : _lives[node - 1];
        if (life?.Post(op) == true) return;
        // Who watches one of its actors hears of the end with the others.
        if (op is not WatchOp || !IsBeingLost(node - 1, life)) Lost(op);
    }

    /// <summary>What cannot be given to a node any more.</summary>
    private void Lost(NodeOp op)
    {
        switch (op)
        {
            case SendOp send:
                Bury(send);
                break;
            case WatchOp(var actor, var watcher) when watcher.Id.Node == Index:
                End(actor, DeadLetterReason.NodeLost);
                break;
            case WatchOp(var actor, var watcher):
                ForgetWatch(actor, watcher.Id.Node);
                Post(watcher.Id.Node, new TerminatedOp(actor, watcher.Id, DeadLetterReason.NodeLost));
                break;
            default:
                break; // its actors are gone, and who has to know of that is told with the loss
        }
    }

    private void NoteWatch(WatchOp watch)
    {
        lock (_gate)
        {
            if (!_watchesBetween.TryGetValue(watch.Actor, out SortedSet<int>? nodes)) _watchesBetween.Add(watch.Actor, nodes = []);
            nodes.Add(watch.Watcher.Id.Node);
        }
    }

    private void ForgetWatch(NodeActorId actor, int node)
    {
        lock (_gate)
        {
            if (_watchesBetween.TryGetValue(actor, out SortedSet<int>? nodes) && nodes.Remove(node) && nodes.Count == 0) _watchesBetween.Remove(actor);
        }
    }

    /// <summary>What the others are to be told when a node is lost. Its own watches end with it. Under the gate.</summary>
    private List<TerminatedOp> TakeWatches(int lost)
    {
        var tell = new List<TerminatedOp>();
        foreach ((NodeActorId actor, SortedSet<int> nodes) in _watchesBetween)
        {
            nodes.Remove(lost);
            if (actor.Node == lost) tell.AddRange(nodes.Select(node => new TerminatedOp(actor, new NodeActorId(node, 0), DeadLetterReason.NodeLost)));
            if (actor.Node == lost || nodes.Count == 0) _watchesBetween.Remove(actor);
        }

        return [.. tell.OrderBy(t => t.Actor.Number)];
    }

    /// <summary>The life of its node in which it lived, or may still live, is over. Under the gate.</summary>
    private bool IsLost(NodeActorId actor)
    {
        int place = actor.Node - 1;
        if (_lives[place] is not { } life) return true;
        return ActorNumbers.IsPlaced(actor) ? ActorNumbers.PlaceOf(actor) <= _placedBefore[place] : ActorNumbers.LifeOf(actor) != life.Life;
    }

    /// <summary>Whom it is for, if that is an actor of a node.</summary>
    private static NodeActorId? ActorOf(NodeOp op) => op switch
    {
        SendOp send => send.Receiver,
        StopOp stop => stop.Actor,
        WatchOp watch => watch.Actor,
        _ => null,
    };

    private ActorProps RootOf(IActorRef outside)
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
            life = new NodeLife(this, place + 1, node.Name, _starts[place]++, _links);
            _placedBefore[place] = _placed;
            _lives[place] = life;
            _all.Add(life);
        }

        // Starting a process takes milliseconds, and a turn must not wait.
        _ = Task.Run(() => StartAsync(node, life));
        return life;
    }

    private async Task StartAsync(NodePlan node, NodeLife life)
    {
        try
        {
            PlanOrigin origin = _plan.Origin ?? new PlanOrigin("", ReadOnlyMemory<byte>.Empty) { Akka = _plan.Akka };
            var hello = new Hello(
                life.Life, FrameCodec.ProtocolVersion, NodeProgram.SoftwareVersion, node.Name, life.Index, "local", origin.Digest,
                origin, _plan.Seed, _launcher.Settings)
            {
                Traced = _run.Trace is not null,
                LogLevel = _logLevel,
            };
            life.Begin(await _launcher.LaunchAsync(_plan, node).ConfigureAwait(false), hello);
        }
        catch (Exception failure)
        {
            life.NeverBegan(failure.Message);
        }
    }

    /// <summary>It cannot say so itself any more.</summary>
    private void Vanish(RemoteRef actor)
    {
        if (actor.EndedBy is null) _run.Trace?.Record(TraceKind.Stop, actor.Id, default, "");
        End(actor, DeadLetterReason.NodeLost);
    }

    /// <exception cref="WireFormatException">Nobody has asked for it, or it is not whole.</exception>
    private void Record(ReadOnlySpan<byte> chunk)
    {
        if (_run.Trace is not { } trace) throw new WireFormatException("events of a run that is not traced");
        try
        {
            trace.RecordChunk(chunk);
        }
        catch (TraceFormatException broken)
        {
            throw new WireFormatException(broken.Message, broken);
        }
    }

    private void Note(DeadLetterOp letter)
    {
        var noted = new DeadLetter(letter.Reason, letter.Sender, letter.Receiver, letter.Message == Payload.None ? new Unpackable() : Packer.Unpack(letter.Message));
        lock (_gate) Keep(noted);
    }

    /// <summary>Nobody can be given it any more. A node that was lost may have handled it, and not come to say so.</summary>
    private void Bury(SendOp send)
    {
        RemoteRef receiver = Remotes.Find(send.Receiver) ?? new RemoteRef(ActorNumbers.IdOf(send.Receiver), $"actor {send.Receiver}", this, null);
        lock (_gate)
        {
            DeadLetterReason reason = _over ? DeadLetterReason.RunEnded : DeadLetterReason.NodeLost;
            _buried++;
            Keep(new DeadLetter(reason, send.Sender?.Path, receiver.LabPath, MessageOf(send)));
            if (_run.Trace is { } trace) trace.RecordDrop(reason, send.Sender is { } sender ? ActorNumbers.IdOf(sender.Id) : default, receiver.Id, MessageOf(send), new SendMark(send.Number, 0));
        }
    }

    /// <summary>What a node wrote for another one was never looked at here, so it may be nonsense.</summary>
    private IMessage MessageOf(SendOp send)
    {
        try
        {
            return Packer.Unpack(send.Message);
        }
        catch (WireFormatException)
        {
            return new Unpackable();
        }
    }

    /// <summary>Under the gate.</summary>
    private void Keep(DeadLetter letter)
    {
        if (_letters.Count < RunResult.MaxDeadLettersKept) _letters.Add(letter);
    }

    private RunResult Sum(RunResult result, LeaveOp[] left)
    {
        DeadLetter[] letters;
        ImmutableArray<string> lost;
        long placed, buried;
        lock (_gate) (letters, lost, placed, buried) = ([.. _letters], [.. _lost], _placed, _buried);
        long[] steps = [.. Enum.GetValues<StepKind>().Select(kind => result.Steps[kind] + left.Sum(l => l.Steps[kind]))];
        RunCounters own = result.Counters;
        return result with
        {
            Steps = new StepCounts(steps),
            LostNodes = lost,
            DeadLetters = [.. result.DeadLetters.Concat(letters).Take(RunResult.MaxDeadLettersKept)],
            Counters = new RunCounters(
                own.Sends + left.Sum(l => l.Counters.Sends),
                own.Turns + left.Sum(l => l.Counters.Turns),
                own.DeadLetters + buried + left.Sum(l => l.Counters.DeadLetters),
                own.Spawned + placed + left.Sum(l => l.Counters.Spawned),
                own.Failures + left.Sum(l => l.Counters.Failures),
                own.Restarts + left.Sum(l => l.Counters.Restarts)),
        };
    }

    /// <summary>Stands for a message that could not leave its node, or of which what left makes no sense.</summary>
    private sealed record Unpackable : IMessage;
}
