using System.Globalization;
using System.Text;

namespace ActorLab.Simulation.Tests;

/// <summary>The process pool of row E10: each process counts its lines in a memory of its own, so the output holds one ascending copy of the lines for each of them.</summary>
public sealed class ProcessPoolSpec
{
    private const int Items = 10_000;

    /// <summary>Compute, transfer and disk as rows E3, E5 and E9 fix them; nothing else costs anything. A slice of 3 ms is what Linux gives on a machine of 8 or more CPUs
    /// (minimal granularity: 0.75 ms times 1 + log2 of at most 8).</summary>
    private static readonly MachineProfile s_machine = new()
    {
        Name = "rows E3, E5 and E9",
        Cores = 2,
        InterpreterLock = true,
        TimeSlice = Scenario.Ms(3),
        StepCost = SimDuration.Zero,
        TransferCost = SimDuration.FromMicroseconds(225),
        DiskFlush = Latency.Constant(SimDuration.FromMicroseconds(779)),
    };

    [Fact]
    public void Three_processes_with_private_counters_write_three_ascending_copies_from_one_thread_each()
    {
        RunResult result = Scenario.Run(Pool(s_machine, processes: 3, items: 13));
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        (int Pid, int Threads, int Line)[] rows = Rows(result);
        Assert.Equal(13, rows.Length);
        Assert.All(rows, r => Assert.Equal(1, r.Threads));
        Assert.Equal([101, 102, 103], rows.Select(r => r.Pid).Distinct().Order());
        foreach (IGrouping<int, (int Pid, int Threads, int Line)> process in rows.GroupBy(r => r.Pid))
        {
            Assert.Equal(Enumerable.Range(1, process.Count()), process.Select(r => r.Line));
        }

        // What one counter would have written: 1 to 13. Of three, no line beyond the fifth appears.
        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5], rows.Select(r => r.Line));
    }

    [Fact]
    public void One_process_takes_compute_transfer_and_disk_for_every_line()
    {
        // 3.487 ms a line: row E9 published 34.87 s.
        RunResult result = Scenario.Run(Pool(s_machine, processes: 1, Items));
        Assert.Equal(SimDuration.FromMicroseconds(3_487).Nanoseconds * Items, result.Elapsed.Nanoseconds);
        Assert.Equal(Enumerable.Range(1, Items), Rows(result).Select(r => r.Line));
    }

    [Fact]
    public void Three_processes_on_two_cores_are_bound_by_computing()
    {
        // No schedule is faster than (2.483 + 0.225) ms a line on two cores: 13.54 s, after three starts of 60 ms on them: 13.63
        // s. Row E10 published 13.84 s.
        RunResult result = Scenario.Run(Pool(s_machine with { ProcessStart = Scenario.Ms(60) }, processes: 3, Items));
        Assert.Equal(13_638_277_000, result.Elapsed.Nanoseconds);
        Assert.Equal(3_334, Rows(result).Max(r => r.Line));
    }

    [Fact]
    public void Slices_that_cut_a_line_in_two_let_the_processes_wait_for_the_disk_together()
    {
        // Whoever shares the cores evenly comes to the disk at the same time, and meanwhile a core has nothing to do: with random waits, 14.35 s in the limit of short slices.
        Distribution varies = Latency.Between(SimDuration.FromMicroseconds(300), SimDuration.FromMicroseconds(1_258));
        RunResult whole = Scenario.Run(Pool(s_machine with { DiskFlush = varies }, 3, Items)), cut = Scenario.Run(Pool(s_machine with { DiskFlush = varies, TimeSlice = Scenario.Ms(1) }, 3, Items));
        Assert.InRange(whole.Elapsed.TotalSeconds, 13.54, 13.55);
        Assert.InRange(cut.Elapsed.TotalSeconds, 14.3, 14.8);
    }

    [Fact]
    public void Three_processes_on_four_cores_do_not_wait_for_each_other()
    {
        // The longest share is 3,334 lines of 3.487 ms.
        RunResult result = Scenario.Run(Pool(s_machine with { Cores = 4 }, processes: 3, Items));
        Assert.Equal(SimDuration.FromMicroseconds(3_487).Nanoseconds * 3_334, result.Elapsed.Nanoseconds);
    }

    [Fact]
    public void Threads_of_one_process_gain_nothing_from_the_second_core_where_processes_do()
    {
        RunResult processes = Scenario.Run(Pool(s_machine, processes: 2, items: 100)), threads = Scenario.Run(Pool(s_machine, processes: 2, items: 100, onOneNode: true));
        Assert.Equal(SimDuration.FromMicroseconds(3_487).Nanoseconds * 50, processes.Elapsed.Nanoseconds);
        // Their 100 computations go one after the other.
        Assert.InRange(threads.Elapsed.TotalSeconds, 0.2708, 0.2900);
    }

    private static ScenarioPlan Pool(MachineProfile machine, int processes, int items, bool onOneNode = false)
    {
        NodeRole copies = Nodes.Executes(async (m, state, _) =>
        {
            Cell<int> next = state.Shared("next line", () => new Cell<int>(1));
            FileHandle output = await m.Open("output", OpenMode.Append);
            await m.Compute(new Cost(SimDuration.FromMicroseconds(2_483)), new Slices(1));
            int line = await m.Read(next);
            await m.Write(next, line + 1);
            ThreadIdentity identity = await m.Identify();
            await m.Append(output, Encoding.ASCII.GetBytes($"{identity.ProcessId} {identity.ThreadCount} {line}\n"));
            await m.Close(output);
        }, DispatcherPolicy.ForkJoin("workers", onOneNode ? processes : 1));
        return Nodes.Plan(machine, copies, (context, message, outside) =>
        {
            if (message is not Started) return;
            IActorRef root = context.Self;
            int left = items;
            IActorRef counts = context.Spawn(TestActor.Props((own, m) =>
            {
                if (m is Mark or Failed && --left == 0) own.Stop(root);
            }) with { Observer = true });
            IActorRef[] workers = [.. Enumerable.Range(0, processes).Select(i => context.Spawn(Nodes.On(onOneNode ? "a" : $"{(char)('a' + i)}", counts)))];
            for (int i = 0; i < items; i++) context.Send(workers[i % processes], new Number(i));
        });
    }

    private static (int Pid, int Threads, int Line)[] Rows(RunResult result) =>
    [
        .. Encoding.ASCII.GetString(result.Files["output"].Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => row.Split(' ').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray())
            .Select(n => (n[0], n[1], n[2])),
    ];
}
