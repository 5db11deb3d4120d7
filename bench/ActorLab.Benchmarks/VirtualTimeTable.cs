using System.Diagnostics;
using ActorLab.VirtualTime;
using ActorLab.VirtualTime.Schedules;
using Akka.Actor;

namespace ActorLab.Benchmarks;

/// <summary>Unmodified Akka.NET actors in virtual time: PHOLD beside the queue of the base class library and beside the
/// simulation's own engine, ping-pong, and what a system costs.</summary>
internal static class VirtualTimeTable
{
    /// <summary>Nothing is logged.</summary>
    public const string Quiet = "akka { loglevel = OFF, stdout-loglevel = OFF }";

    private static readonly (int Processes, int EventsEach, double Goal)[] s_phold =
        [(1_024, 1, 0.75), (1_024, 16, 0.8), (16_384, 1, 0.55), (16_384, 16, 0.4)];

    /// <param name="Workload">Name and parameters.</param>
    /// <param name="Akka">Million events a second, median.</param>
    /// <param name="Engine">The simulation's own engine, with the own actor contract.</param>
    /// <param name="Queue">A bare loop over <c>PriorityQueue</c>.</param>
    /// <param name="Ratio">Median of Akka / queue, taken round by round.</param>
    /// <param name="Goal">What the ratio should reach.</param>
    internal sealed record PholdRow(string Workload, double Akka, double Engine, double Queue, double Ratio, double Goal);

    /// <param name="SystemMilliseconds">To create a system and end it, median.</param>
    /// <param name="GrowthKibibytes">Of the heap in use, from the second tenth of the systems to the last.</param>
    internal sealed record SystemsRow(int Systems, double SystemMilliseconds, double GrowthKibibytes);

    public static IEnumerable<PholdRow> Phold(bool toy, int rounds)
    {
        foreach ((int processes, int eventsEach, double goal) in s_phold)
        {
            var phold = new Phold(toy ? Math.Min(processes, 64) : processes, eventsEach, toy ? 2_000 : 3_000_000);
            Func<double>[] runs =
            [
                () => phold.Akka().MillionsPerSecond, () => phold.Actors().MillionsPerSecond, () => phold.Queue().MillionsPerSecond,
            ];
            double[][] speeds = InTurn(runs, rounds);
            double ratio = Comparison.Median([.. speeds[0].Zip(speeds[2], (akka, queue) => akka / queue)]);
            yield return new PholdRow($"{processes:n0} × {eventsEach} events",
                Comparison.Median(speeds[0]), Comparison.Median(speeds[1]), Comparison.Median(speeds[2]), ratio, goal);
        }
    }

    /// <returns>Million messages a second, median.</returns>
    public static double PingPong(bool toy, int rounds) =>
        Comparison.Median(InTurn([() => OnePingPong(toy ? 2_000 : 3_000_000)], rounds)[0]);

    public static SystemsRow Systems(bool toy)
    {
        int systems = toy ? 20 : 100;
        var milliseconds = new double[systems];
        long early = 0;
        for (int i = 0; i < systems; i++)
        {
            if (i == systems / 5) early = GC.GetTotalMemory(forceFullCollection: true);
            long start = Stopwatch.GetTimestamp();
            using (var world = new VirtualWorld())
            {
                world.Run(world.CreateSystem("benchmark", Quiet).Terminate());
            }

            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return new SystemsRow(systems, Comparison.Median(milliseconds), (GC.GetTotalMemory(forceFullCollection: true) - early) / 1024.0);
    }

    /// <returns>Milliseconds for a seed of a small test, median: a world, a system, ten messages between two actors under a random
    /// schedule, and the end of the system.</returns>
    public static double Seed(bool toy)
    {
        var milliseconds = new double[toy ? 10 : 300];
        for (int seed = 0; seed < milliseconds.Length; seed++)
        {
            long start = Stopwatch.GetTimestamp();
            using (var world = new VirtualWorld(new VirtualWorldOptions { Strategy = Strategy.Random(seed) }))
            {
                ActorSystem system = world.CreateSystem("seed", Quiet);
                var done = new TaskCompletionSource<long>();
                IActorRef returner = system.ActorOf(Props.Create(() => new Returner()), "returner");
                system.ActorOf(Props.Create(() => new Server(returner, 5, done)), "server").Tell(Ball.Instance);
                world.Run(done.Task);
                world.Run(system.Terminate());
            }

            milliseconds[seed] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return Comparison.Median(milliseconds);
    }

    private static double OnePingPong(long messages)
    {
        using var world = new VirtualWorld();
        ActorSystem system = world.CreateSystem("ping-pong");
        var server = new TaskCompletionSource<long>();
        IActorRef returner = system.ActorOf(Props.Create(() => new Returner()), "returner");
        IActorRef first = system.ActorOf(Props.Create(() => new Server(returner, messages / 2, server)), "server");
        world.RunReady();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        first.Tell(Ball.Instance);
        world.RunReady();
        double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        if (server.Task is not { IsCompletedSuccessfully: true, Result: var returned } || returned != messages / 2)
        {
            throw new InvalidOperationException("the ball was not returned as often as it was to be");
        }

        return messages / seconds / 1e6;
    }

    private static double[][] InTurn(Func<double>[] runs, int rounds)
    {
        // The second round of a subject is still slower than its third: it runs while the runtime compiles it.
        foreach (Func<double> run in runs) run();
        foreach (Func<double> run in runs) run();
        double[][] speeds = [.. runs.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < runs.Length; i++) speeds[i][round] = runs[i]();
        }

        return speeds;
    }

    private sealed record Ball
    {
        public static readonly Ball Instance = new();
    }

    private sealed class Server(IActorRef returner, long returns, TaskCompletionSource<long> done) : UntypedActor
    {
        private long _returned = -1;

        protected override void OnReceive(object message)
        {
            if (++_returned == returns) done.SetResult(_returned);
            else returner.Tell(message);
        }
    }

    private sealed class Returner : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
