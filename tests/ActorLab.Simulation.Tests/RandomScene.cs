using System.Globalization;

namespace ActorLab.Simulation.Tests;

/// <summary>Actors on four nodes that send each other messages at random, with bodies in between that compute, wait, lock and write, while processes die under them. All chance is the seed's.</summary>
internal sealed class RandomScene(ulong seed) : ITraceSink
{
    private readonly List<IActorRef> _everybody = [];
    private readonly Dictionary<(long From, long To), int> _sent = [];
    private readonly Dictionary<(long From, long To), int> _received = [];
    private readonly HashSet<long> _terminated = [];
    private readonly LockHandle _guard = new("guard");

    public List<string> Broken { get; } = [];

    public long Handled { get; private set; }

    public long Unpacked { get; private set; }

    public long Restarted { get; private set; }

    public long BodiesBegun { get; private set; }

    public long BodiesEnded { get; private set; }

    public void Record(in TraceEvent traceEvent)
    {
        if (traceEvent.Kind == TraceKind.Receive) Unpacked++;
    }

    public RunResult Run()
    {
        var random = new RandomStream(seed);
        SimulationFaults faults = SimulationFaults.None;
        for (int i = 0; i < 6; i++) faults = faults.Kill($"{(char)('a' + random.NextInt64(0, 3))}", new SimTime(random.NextInt64(0, 60_000_000)));
        MachineProfile machine = Scenario.Machine with
        {
            Cores = (int)random.NextInt64(1, 3),
            InterpreterLock = random.NextInt64(0, 1) == 1,
            ProcessStart = SimDuration.FromMicroseconds(random.NextInt64(0, 5_000)),
            TransferCost = SimDuration.FromMicroseconds(random.NextInt64(0, 300)),
            LockHandOver = SimDuration.FromMicroseconds(random.NextInt64(0, 200)),
            DiskCapacity = 1,
            DiskFlush = Latency.Between(SimDuration.FromMicroseconds(100), Scenario.Ms(1)),
        };
        ScenarioPlan plan = Nodes.Plan(machine, Nodes.Acts((context, message, _) => Receive(context, message)), Root) with { Seed = seed };
        return Scenario.Run(plan, new EngineOptions { Trace = this }, faults);
    }

    private void Root(IActorContext context, IMessage message, IActorRef outside)
    {
        switch (message)
        {
            case Started:
                _everybody.Add(context.Self);
                for (int i = 0; i < 8; i++) Begin(context, outside, $"{(char)('a' + (i % 4))}{i}");
                context.StopAt(80);
                break;
            case Terminated(var dead):
                if (!_terminated.Add(dead.Path.Uid)) Broken.Add($"{dead} terminated twice");
                Restarted++;
                Begin(context, outside, context.NameOf(dead));
                break;
            case Hop:
                if (_terminated.Contains(context.Sender!.Path.Uid)) Broken.Add($"a message of {context.Sender} after its end");
                Take(context, (Hop)message);
                break;
            case Done:
                Handled++;
                context.Stop(context.Self);
                break;
        }
    }

    private void Begin(IActorContext context, IActorRef outside, string name)
    {
        IActorRef child = context.Spawn(Nodes.On(name[..1], outside, name));
        context.Watch(child);
        _everybody.Add(child);
        for (int i = 0; i < 3; i++) SendHop(context, child, left: 12);
    }

    private void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started when context.PathOf(context.Self).Count(c => c == '/') < 3 && context.Random.NextInt64(0, 2) == 0:
                // A child here or elsewhere: it is stopped when this actor's process dies, or dies with it.
                ActorProps props = context.Random.NextInt64(0, 1) == 0
                    ? TestActor.Props(Receive)
                    : Nodes.On($"{(char)('a' + context.Random.NextInt64(0, 3))}", context.Self);
                _everybody.Add(context.Spawn(props));
                break;
            case Hop hop:
                Take(context, hop);
                for (int i = 0; hop.Left > 0 && i < 2; i++) SendHop(context, _everybody[(int)context.Random.NextInt64(0, _everybody.Count - 1)], (int)context.Random.NextInt64(0, hop.Left - 1));
                if (context.Random.NextInt64(0, 2) > 0) return;
                int kind = (int)context.Random.NextInt64(0, 3);
                // With locks in both, a synchronous body could wait on the thread that the asynchronous holder needs: a deadlock, and none of the engine's making.
                context.Execute(new TestBody(m => Work(m, kind)), hop, kind == 2 || context.Random.NextInt64(0, 1) == 0 ? Occupancy.Synchronous : Occupancy.Asynchronous);
                break;
        }
    }

    private void SendHop(IActorContext context, IActorRef to, int left)
    {
        (long, long) way = (context.Self.Path.Uid, to.Path.Uid);
        int sequence = _sent[way] = _sent.GetValueOrDefault(way) + 1;
        context.Send(to, new Hop(sequence, left));
    }

    private void Take(IActorContext context, Hop hop)
    {
        Handled++;
        (long, long) way = (context.Sender!.Path.Uid, context.Self.Path.Uid);
        int expected = _received.GetValueOrDefault(way) + 1;
        if (hop.Sequence != expected) Broken.Add(string.Create(CultureInfo.InvariantCulture, $"{way}: {hop.Sequence} instead of {expected}"));
        _received[way] = hop.Sequence;
    }

    private async ValueTask Work(IMachine machine, int kind)
    {
        BodiesBegun++;
        switch (kind)
        {
            case 0:
                await machine.Compute(new Cost(SimDuration.FromMicroseconds(700)), new Slices(1));
                break;
            case 1:
                await machine.Sleep(SimDuration.FromMicroseconds(900));
                break;
            case 2:
                await machine.Acquire(_guard);
                await machine.Sleep(SimDuration.FromMicroseconds(300));
                await machine.Release(_guard);
                break;
            default:
                FileHandle output = await machine.Open("output", OpenMode.Append);
                await machine.Append(output, "line\n"u8.ToArray());
                await machine.Close(output);
                break;
        }

        BodiesEnded++;
    }

    private sealed record Hop(int Sequence, int Left) : IMessage;
}
