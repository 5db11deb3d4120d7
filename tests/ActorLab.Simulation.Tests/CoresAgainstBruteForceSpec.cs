namespace ActorLab.Simulation.Tests;

/// <summary>The shares of the cores, against a model that counts milliseconds.</summary>
public sealed class CoresAgainstBruteForceSpec
{
    [Fact]
    public void Random_computations_end_when_a_round_robin_by_the_millisecond_says()
    {
        int contended = 0, coarse = 0;
        for (ulong seed = 1; seed <= 400; seed++)
        {
            var random = new RandomStream(seed);
            int cores = (int)random.NextInt64(1, 4), count = (int)random.NextInt64(1, 12);
            long[] work = [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(1, 9))];
            Job[] jobs = [.. work.Select((ms, i) => new Job($"{i}", async m => await m.Crunch(ms)))];
            long slice = random.NextInt64(1, 3), tick = random.NextInt64(0, 4);
            string[] ends = Scenario.Ends(Scenario.Machine with { Cores = cores, TimeSlice = Scenario.Ms(slice), SchedulerTick = Scenario.Ms(tick) }, jobs);
            Assert.True(
                RoundRobin(cores, work, slice, tick).SequenceEqual(ends),
                $"seed {seed}: {cores} cores, work {string.Join(' ', work)}, slice {slice}, tick {tick}: {string.Join(' ', ends)}");
            if (count > cores) contended++;
            if (count > cores && tick > slice) coarse++;
        }

        Assert.True(contended > 200 && coarse > 80, $"{contended} contended, {coarse} of them with a tick longer than the slice");
    }

    [Fact]
    public void Random_bodies_respect_the_bounds_of_their_machine()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var random = new RandomStream(seed);
            int cores = (int)random.NextInt64(1, 4);
            bool interpreterLock = random.NextInt64(0, 1) == 1;
            (long Compute, long Sleep)[][] plans = [.. Enumerable.Range(0, 8).Select(_ => Phases(random))];
            Job[] jobs = [.. plans.Select((phases, i) => new Job($"{i}", async m =>
            {
                foreach ((long compute, long sleep) in phases)
                {
                    await m.Crunch(compute);
                    await m.Sleep(Scenario.Ms(sleep));
                }
            }))];
            RunResult result = Scenario.Run(Scenario.Bodies(Scenario.Machine with { Cores = cores, InterpreterLock = interpreterLock }, jobs));
            Assert.Equal(RunOutcome.Completed, result.Outcome);
            long computing = plans.Sum(p => p.Sum(s => s.Compute)), longest = plans.Max(p => p.Sum(s => s.Compute + s.Sleep)), serial = plans.Sum(p => p.Sum(s => s.Compute + s.Sleep));
            long least = Math.Max(longest, interpreterLock ? computing : (computing + cores - 1) / cores);
            Assert.True(result.Elapsed >= Scenario.Ms(least) && result.Elapsed <= Scenario.Ms(serial), $"seed {seed}: {result.Elapsed}, bounds {least} ms and {serial} ms");
            foreach (Mark mark in result.Outbox.Cast<Mark>())
            {
                long own = plans[int.Parse(mark.Name)].Sum(s => s.Compute + s.Sleep);
                Assert.True(mark.At.Nanoseconds >= Scenario.Ms(own).Nanoseconds, $"seed {seed}: {mark} took less than its own {own} ms");
            }
        }
    }

    private static (long Compute, long Sleep)[] Phases(RandomStream random) =>
        [.. Enumerable.Range(0, (int)random.NextInt64(1, 5)).Select(_ => (random.NextInt64(0, 12), random.NextInt64(0, 12)))];

    /// <summary>Every millisecond, whoever has had a core for a slice and is not done makes room for whoever waits, if it is a millisecond with a tick.</summary>
    private static List<string> RoundRobin(int cores, long[] work, long slice, long tick)
    {
        long[] left = [.. work], since = new long[work.Length];
        var running = new SortedSet<int>(Enumerable.Range(0, Math.Min(cores, work.Length)));
        var waiting = new Queue<int>(Enumerable.Range(running.Count, work.Length - running.Count));
        var ends = new List<string>();
        for (long ms = 1; running.Count > 0; ms++)
        {
            foreach (int i in running.ToArray())
            {
                if (--left[i] == 0) ends.Add($"{i}@{ms * 1_000_000}");
                else if (waiting.Count > 0 && ms - since[i] >= slice && (tick == 0 || ms % tick == 0)) waiting.Enqueue(i);
                else continue;
                running.Remove(i);
                if (!waiting.TryDequeue(out int next)) continue;
                running.Add(next);
                since[next] = ms;
            }
        }

        return ends;
    }
}
