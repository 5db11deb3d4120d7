namespace ActorLab.Simulation.Tests;

/// <summary>Sizes that the experiments need. The times are for the benchmarks; here only the answers count.</summary>
public sealed class SpeedSpec
{
    [Fact]
    public void A_million_messages_go_round_a_ring()
    {
        const int Actors = 100;
        const long Hops = 1_000_000;
        var ring = new IActorRef[Actors];
        RunResult result = Scenario.Run(Scenario.Machine, outside => TestActor.Props((context, message) =>
        {
            if (message is not Started) return;
            IActorRef root = context.Self;
            for (int i = 0; i < Actors; i++)
            {
                int next = (i + 1) % Actors;
                ring[i] = context.Spawn(TestActor.Props((own, m) =>
                {
                    if (m is not Number(var left)) return;
                    if (left > 0)
                    {
                        own.Send(ring[next], new Number(left - 1));
                        return;
                    }

                    own.Send(outside, new Mark(own.NameOf(own.Self), own.Now));
                    own.Stop(root);
                }));
            }

            context.Send(ring[0], new Number(Hops));
        }));
        Assert.Equal(["$1@0"], Scenario.Marks(result));
        // One to begin, one per hop, and the mark.
        Assert.Equal(Hops + 2, result.Counters.Sends);
    }

    [Fact]
    public void Ten_thousand_lines_are_copied_by_ten_workers_in_virtual_time()
    {
        const int Lines = 10_000, Workers = 10;
        MachineProfile machine = Scenario.Machine with
        {
            StepCost = SimDuration.FromNanoseconds(200),
            InterpreterLock = true,
            DiskOpen = Latency.Constant(SimDuration.FromMicroseconds(300)),
            DiskFlush = Latency.Between(SimDuration.FromMicroseconds(200), SimDuration.FromMicroseconds(700)),
        };
        int given = 0;
        var counter = new Cell<int>(0);
        byte[] row = "0123456789abcdef\n"u8.ToArray();
        Func<IMachine, ValueTask> copy = async m =>
        {
            FileHandle output = await m.Open("output", OpenMode.Append);
            for (int i = 0; i < 5; i++) await m.Append(output, row);
            FileHandle input = await m.Open("input", OpenMode.Read);
            await m.ReadAll(input);
            await m.Close(input);
            await m.Compute(new Cost(SimDuration.FromMicroseconds(2_400)), new Slices(1));
            await m.Append(output, row);
            await m.Write(counter, await m.Read(counter) + 1);
            await m.Append(output, row);
            await m.Close(output);
        };
        ScenarioPlan plan = Scenario.Bodies(machine, [], files: ["input"]) with
        {
            Root = _ => TestActor.Props((context, message) =>
            {
                if (message is not Started) return;
                int left = Workers;
                for (int i = 0; i < Workers; i++)
                {
                    context.Spawn(TestActor.Props((own, m) =>
                    {
                        if (given++ < Lines) own.Execute(new TestBody(copy), Done.Instance);
                        else if (--left == 0) own.Stop(context.Self);
                    }) with { Dispatcher = DispatcherPolicy.ForkJoin("workers", Workers) });
                }
            }),
        };
        RunResult result = Scenario.Run(plan);
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        Assert.Equal(Lines, result.Steps[StepKind.Compute]);
        Assert.Equal(Lines * 7 * row.Length, result.Files["output"].Length);
        // 24.03 s of computing under the lock. Ten short turns at a time go through its line together, and then all ten wait for the disk: 60 us a line.
        Assert.InRange(result.Elapsed.TotalSeconds, 24.1, 24.7);
    }
}
