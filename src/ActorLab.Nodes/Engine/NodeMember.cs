using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;
using ActorLab.Core.Trace;
using ActorLab.Local;
using ActorLab.Local.Seats;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Transports;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Engine;

/// <summary>A node that the root has started: makes the actors that are placed on it, in a local run of its own.</summary>
internal sealed class NodeMember : NodeSide, ILinkOwner, IDisposable
{
    private const int Root = 0;

    private readonly LinkDriver _driver;
    private readonly ScenarioPlan _plan;
    private readonly NodeState _state;
    private readonly LocalRun _run;

    /// <summary>Sends what happens here to the root; null if nobody wants to know.</summary>
    private readonly TraceTracks? _trace;
    private readonly RemoteRef _outside;
    private readonly StrongBox<int> _turnsOfGuardian = new();
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<string?> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeMember(LinkDriver driver, Hello hello, ScenarioPlan plan, Func<IWireReferences, IMessagePacker> packer, IWorkQueue? queue)
        : base(hello.NodeIndex, packer)
    {
        _driver = driver;
        _plan = plan with { Root = _ => new ActorProps(() => new Guardian(_turnsOfGuardian)) { Name = "node" }, Seed = hello.Seed };
        _state = new NodeState(hello.Node) { Queue = queue };
        _outside = new RemoteRef(ActorNumbers.IdOf(ActorNumbers.Outside), "outside", this, null);
        Remotes.Keep(_outside);
        if (hello.Traced) _trace = new TraceTracks((chunk, _) => Post(Root, new TraceOp(chunk.ToArray())));
        var options = new EngineOptions { Trace = _trace, LogLevel = hello.LogLevel };
        _run = new LocalRun(_plan, options, this, ActorNumbers.FirstOf(hello.NodeIndex, hello.Epoch), hello.Node);
        _ = LiveAsync();
    }

    /// <summary>Completes when it has left, with null, or was cut off, with the reason.</summary>
    public Task<string?> Over => _over.Task;

    protected override LocalRun Run => _run;

    protected override IActorRef Outside => _outside;

    public static NodeMember Join(LinkDriver driver, Hello hello, ScenarioPlan plan, Func<IWireReferences, IMessagePacker> packer, IWorkQueue? queue) => new(driver, hello, plan, packer, queue);

    public override RemoteRef Place(LocalSeat parent, ActorProps props, string path) =>
        throw new ArgumentException($"{props.Placement}: only actors of the root's node can place others");

    public void OnGreeted(Hello hello)
    {
    }

    public void OnOpened(Hello hello, Welcome welcome)
    {
    }

    public void OnOp(NodeOp op)
    {
        switch (op)
        {
            case SpawnOp spawn: Spawn(spawn); break;
            case LeaveOp: _end.Cancel(); break;
            default: Handle(op); break;
        }
    }

    public void OnBroken(LinkFailure failure)
    {
        _over.TrySetResult(failure.Reason);
        _end.Cancel();
    }

    public void Dispose()
    {
        _driver.Dispose();
        _end.Dispose();
    }

    protected override void Post(int node, NodeOp op) => _driver.Enqueue(op);

    private void Spawn(SpawnOp spawn)
    {
        ActorProps props = PropsOf(spawn) with { Name = spawn.Path[(spawn.Path.LastIndexOf('/') + 1)..], Supervision = spawn.Supervision };
        var owner = new RemoteOwner(this, spawn.Parent.Id);
        Know(_run.Create(owner, props, spawn.Path, ActorNumbers.IdOf(spawn.Actor), ActorNumbers.IdOf(spawn.Parent.Id)));
    }

    /// <summary>What goes wrong in a role is a failure of the actor it was to make (G24).</summary>
    private ActorProps PropsOf(SpawnOp spawn)
    {
        try
        {
            if (!_plan.Roles.TryGetValue(spawn.Role, out NodeRole? role)) throw new WireFormatException($"the plan has no role '{spawn.Role}'");
            return role(_state, Packer.Unpack(spawn.Arguments));
        }
        catch (Exception failure) when (failure is not WireFormatException)
        {
            return new ActorProps(() => Rethrow(failure));
        }
    }

    private static LabActor Rethrow(Exception failure)
    {
        ExceptionDispatchInfo.Throw(failure);
        return null;
    }

    private async Task LiveAsync()
    {
        RunResult result = await _run.RunAsync(_end.Token).ConfigureAwait(false);
        foreach (DeadLetter letter in result.DeadLetters)
        {
            Packer.TryPack(letter.Message, out Payload payload, out _);
            _driver.Enqueue(new DeadLetterOp(letter.Reason, letter.Sender, letter.Receiver, payload));
        }

        _trace?.Flush();
        // The guardian is none of the scenario's actors; those that are placed here are counted by who placed them.
        RunCounters counted = result.Counters with { Turns = result.Counters.Turns - _turnsOfGuardian.Value, Spawned = result.Counters.Spawned - 1 };
        _driver.Enqueue(new LeaveOp(result.Failure ?? "the run is over", result.Steps, counted));
        _driver.Flush();
        _over.TrySetResult(null);
    }

    /// <summary>The parent of an actor here lives elsewhere.</summary>
    private sealed class RemoteOwner(NodeMember member, NodeActorId parent) : ISeatOwner
    {
        public void OnGone(LocalSeat seat, Exception? escalated, Exception? fatal)
        {
            NodeActorId address = ActorNumbers.AddressOf(seat.Id);
            if (escalated is not null) member.Post(Root, new EscalatedOp(address, parent, escalated.GetType().Name, escalated.Message));
            member.Post(Root, new TerminatedOp(address, null, DeadLetterReason.ReceiverStopped));
        }
    }

    /// <summary>The root of the node's own run: there until the node leaves.</summary>
    private sealed class Guardian(StrongBox<int> turns) : LabActor
    {
        protected override void PreStart() => turns.Value++;

        protected override void OnReceive(object message)
        {
            turns.Value++;
            if (message is Interrupted) Self.Tell(PoisonPill.Instance);
        }

        protected override void PostStop() => turns.Value++;
    }
}
