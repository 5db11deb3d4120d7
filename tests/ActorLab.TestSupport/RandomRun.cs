using ActorLab.Core.Trace;

namespace ActorLab.TestSupport;

/// <summary>A run drawn from a seed: actors that handle one message at a time, each turn taking some time and leading to a few messages, bodies with steps and waits, timers and dead letters; on several nodes if wanted.</summary>
public sealed class RandomRun
{
    private const int MaxTurns = 120;

    private readonly RandomStream _random;
    private readonly TraceBuilder _builder;
    private readonly long[] _offsets;
    private readonly string[] _nodes;
    private readonly int _actors;
    private readonly PriorityQueue<Letter, (long Time, int Order)> _letters = new();
    private readonly long[] _free;
    private int _order;
    private int _turns;

    private RandomRun(ulong seed, int nodes)
    {
        _random = new RandomStream(seed);
        _builder = new TraceBuilder(nodes == 1 ? "simulation" : "local");
        _actors = 2 + Pick(5);
        _nodes = [.. Enumerable.Range(0, nodes).Select(n => n == 0 ? "" : $"node-{n}")];
        _offsets = [0, .. Enumerable.Range(1, nodes - 1).Select(_ => (long)Pick(2_000_000) - 1_000_000)];
        _free = new long[_actors + 1];
    }

    private sealed record Letter(long Sender, long Receiver, long Number, string Type, long Item);

    public TraceBuilder Builder => _builder;

    /// <summary>By node: how far its clock is ahead of the root's, in nanoseconds.</summary>
    public IReadOnlyDictionary<string, long> Offsets => _nodes.Select((n, i) => (n, i)).ToDictionary(n => n.n, n => _offsets[n.i]);

    /// <summary>When it was over, on the clock of the root's node.</summary>
    public long Elapsed { get; private set; }

    public static RandomRun Of(ulong seed, int nodes = 1)
    {
        var run = new RandomRun(seed, nodes);
        run.Go();
        return run;
    }

    private void Go()
    {
        At(1, 0);
        _builder.Spawn(Local(1, 0), 1, 0, "root");
        Handle(new Letter(0, 1, 0, "Started", 0), 0);
        while (_letters.TryDequeue(out Letter? letter, out (long Time, int Order) due) && _turns < MaxTurns) Handle(letter, due.Time);
        Elapsed = _free.Max();
    }

    private void Handle(Letter letter, long due)
    {
        long actor = letter.Receiver, begin = Math.Max(due, _free[actor]);
        if (letter.Sender != 0 && letter.Number != 0 && Pick(20) == 0)
        {
            At(actor, begin);
            _builder.Drop(Local(actor, due), actor, letter.Sender, "Unhandled", letter.Number);
            return;
        }

        begin += WaitForThread(actor, begin);
        _turns++;
        long took = Pick(3) == 0 ? 0 : Pick(500), end = begin + took;
        At(actor, end);
        _builder.Turn(Local(actor, end), actor, letter.Type, letter.Sender, letter.Number, took, letter.Item);
        if (letter.Type == "Started" && actor == 1) SpawnAll(end);
        for (int sends = letter.Sender == 0 ? 6 : Pick(3); sends > 0; sends--) Send(actor, begin, end);
        _free[actor] = end;
        if (Pick(3) == 0) Body(actor, end, letter.Item);
    }

    private void SpawnAll(long time)
    {
        for (int actor = 2; actor <= _actors; actor++)
        {
            At(1, time);
            _builder.Spawn(Local(1, time), actor, 1, $"root/actor-{actor}");
            _letters.Enqueue(new Letter(1, actor, 0, "Started", 0), (time + Delay(1, actor), _order++));
        }
    }

    private void Send(long actor, long begin, long end)
    {
        long receiver = 1 + Pick(_actors), item = Pick(4), sent = begin + Pick((int)(end - begin) + 1);
        if (Pick(8) == 0) sent = end + Pick(2_000);
        At(actor, sent);
        string type = new[] { "Assigned", "Report", "Done" }[Pick(3)];
        long number = _builder.Send(Local(actor, sent), actor, receiver, type, item);
        _letters.Enqueue(new Letter(actor, receiver, number, type, item), (sent + Delay(actor, receiver), _order++));
    }

    private void Body(long actor, long begin, long item)
    {
        long now = begin;
        for (int steps = 1 + Pick(3); steps > 0; steps--)
        {
            long wait = Pick(2) == 0 ? 0 : 1 + Pick(300), work = Pick(200);
            At(actor, now);
            if (wait > 0) _builder.Wait(Local(actor, now + wait), actor, new[] { "Disk", "Core", "Lock" }[Pick(3)], wait, item);
            _builder.Step(Local(actor, now + wait + work), actor, wait > 0 ? "Close" : "Compute", wait + work, item);
            now += wait + work + (Pick(4) == 0 ? Pick(50) : 0);
        }

        At(actor, now);
        _builder.Turn(Local(actor, now), actor, "BodyCompleted", actor, 0, 0, item);
        _turns++;
        _free[actor] = now;
    }

    private long WaitForThread(long actor, long begin)
    {
        if (Pick(4) != 0) return 0;
        long wait = 1 + Pick(400);
        At(actor, begin);
        _builder.Wait(Local(actor, begin + wait), actor, "Queue", wait);
        return wait;
    }

    private long Delay(long from, long to) => NodeOf(from) == NodeOf(to) ? 0 : 50 + Pick(1_000);

    private int NodeOf(long actor) => (int)(actor - 1) % _nodes.Length;

    private void At(long actor, long time)
    {
        Invariant.Check(time >= 0, $"{time} is before the run");
        _builder.Node = _nodes[NodeOf(actor)];
    }

    private long Local(long actor, long time) => time + _offsets[NodeOf(actor)];

    private int Pick(int count) => (int)_random.NextInt64(0, count - 1);
}
