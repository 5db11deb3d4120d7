using ActorLab.Core.Machine;

namespace ActorLab.Experiments.Tasks;

/// <summary>Throws the points of one task.</summary>
internal sealed class PiBody(int task, long points, RandomStream random) : IBody
{
    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        ThreadIdentity self = await machine.Identify();
        var thrown = new PiPoints(points, random);
        Computation computation = await machine.Compute(new Cost(TasksPlan.CostOf(TaskKind.Pi, points)), thrown);
        return new TaskDone(task, thrown.Thrown, thrown.Hits, computation == Computation.Computed, self.Thread, self.ProcessId);
    }
}

/// <summary>Random points in the square from −1 to 1; the share of them in the circle of radius 1 is π/4.</summary>
internal sealed class PiPoints(long points, RandomStream random) : ISlicedWork
{
    private const int PointsPerSlice = 1_000;

    public long Thrown { get; private set; }

    public long Hits { get; private set; }

    /// <summary>Each task has a stream of its own, which its index and the seed decide: the result depends on the seed and the number of tasks, and neither on the model nor on who is faster.</summary>
    public static RandomStream StreamOf(ulong seed, int task) => new RandomStream(seed).Split(TasksRoot.NameOf(task));

    public bool RunSlice()
    {
        long count = Math.Min(PointsPerSlice, points - Thrown);
        long hits = 0;
        for (long i = 0; i < count; i++)
        {
            double x = (2 * random.NextDouble()) - 1, y = (2 * random.NextDouble()) - 1;
            if ((x * x) + (y * y) < 1) hits++;
        }

        Hits += hits;
        Thrown += count;
        return Thrown < points;
    }
}

/// <summary>Takes the turns of one task.</summary>
internal sealed class CrunchBody(int task, long turns) : IBody
{
    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        ThreadIdentity self = await machine.Identify();
        var loop = new CountingLoop(turns);
        Computation computation = await machine.Compute(new Cost(TasksPlan.CostOf(TaskKind.Crunch, turns)), loop);
        return new TaskDone(task, loop.Turns, 0, computation == Computation.Computed, self.Thread, self.ProcessId);
    }
}

/// <summary>Counts up by one until it is there.</summary>
internal sealed class CountingLoop(long turns) : ISlicedWork
{
    private const int TurnsPerSlice = 10_000;

    public long Turns { get; private set; }

    public bool RunSlice()
    {
        long end = Math.Min(turns, Turns + TurnsPerSlice);
        while (Turns < end) Turns++;
        return Turns < turns;
    }
}

/// <summary>Waits.</summary>
internal sealed class SleepBody(int task, SimDuration duration) : IBody
{
    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        ThreadIdentity self = await machine.Identify();
        await machine.Sleep(duration);
        return new TaskDone(task, 0, 0, Computed: true, self.Thread, self.ProcessId);
    }
}
