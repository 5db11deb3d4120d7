namespace ActorLab.Simulation.Tests;

/// <summary>Digests of runs within one process, for all processes and machines alike. A change that means to keep them proves it here; one that means to change them says so.</summary>
public sealed class GoldenDigestSpec
{
    private static readonly MachineProfile s_machine = Scenario.Machine with
    {
        Cores = 2,
        StepCost = SimDuration.FromNanoseconds(200),
        SwitchCost = SimDuration.FromMicroseconds(3),
        LockHandOver = SimDuration.FromMicroseconds(70),
        ThreadStart = SimDuration.FromMicroseconds(900),
        DiskCapacity = 2,
        DiskOpen = Latency.Between(SimDuration.FromMicroseconds(100), Scenario.Ms(3)),
        DiskFlush = Latency.Between(SimDuration.FromMicroseconds(50), Scenario.Ms(2)),
        BaseThreads = 3,
    };

    [Theory]
    [InlineData(false, 0x20315943FEB860C7ul)]
    [InlineData(true, 0xCED6F72259B8FD26ul)]
    public void A_run_of_everything_that_one_process_can_do_has_this_digest(bool interpreterLock, ulong digest)
    {
        RunResult result = Scenario.Run(Everything(s_machine with { InterpreterLock = interpreterLock }));
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        Assert.Equal((4, 3), (result.Counters.Failures, result.Counters.Restarts));
        Assert.NotEmpty(result.DeadLetters);
        Assert.Equal($"{digest:x16}", $"{result.TraceDigest:x16}");
    }

    private static ScenarioPlan Everything(MachineProfile machine)
    {
        var guard = new LockHandle("guard");
        var counter = new Cell<int>(0);
        var jobs = new List<Job>();
        for (int i = 0; i < 4; i++) jobs.Add(new Job($"sync{i}", m => CopyLines(m, guard, counter)));
        for (int i = 0; i < 3; i++) jobs.Add(new Job($"async{i}", m => CopyLines(m, guard, counter)) { Occupancy = Occupancy.Asynchronous, Dispatcher = DispatcherPolicy.EventLoop("loop") });
        for (int i = 0; i < 2; i++) jobs.Add(new Job($"pinned{i}", async m => await m.Crunch(7)) { Dispatcher = DispatcherPolicy.Pinned });
        ScenarioPlan plan = Scenario.Bodies(machine, jobs, seed: 11);
        return plan with
        {
            Root = outside =>
            {
                ActorProps workload = plan.Root(outside);
                return TestActor.Props((context, message) =>
                {
                    if (message is Started) context.Watch(context.Spawn(workload with { Name = "workload" }));
                    if (message is Started) SpawnFlaky(context, outside);
                    if (message is Terminated) context.Stop(context.Self);
                });
            },
        };
    }

    private static void SpawnFlaky(IActorContext context, IActorRef outside)
    {
        IActorRef flaky = context.Spawn(TestActor.Props((own, message) =>
        {
            if (message is Number) throw new InvalidOperationException("flaky");
            if (message is Restarted) own.SendLater(outside, new Number((long)own.Random.NextUInt64()), SimDuration.FromMicroseconds(10));
        }) with { Supervision = new SupervisionPolicy { MaxRestarts = 3 } });
        for (int i = 0; i < 5; i++) context.Send(flaky, new Number(i));
    }

    private static async ValueTask CopyLines(IMachine machine, LockHandle guard, Cell<int> counter)
    {
        for (int i = 0; i < 10; i++)
        {
            FileHandle output = await machine.Open("output", OpenMode.Append);
            await machine.Crunch(3);
            await machine.Acquire(guard);
            int line = await machine.Read(counter);
            await machine.Append(output, new byte[] { (byte)line });
            await machine.Write(counter, line + 1);
            await machine.Release(guard);
            await machine.Close(output);
            await machine.Sleep(SimDuration.FromMicroseconds(line * 10));
        }
    }
}
