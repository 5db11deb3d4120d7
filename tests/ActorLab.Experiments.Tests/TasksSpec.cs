using System.Text;
using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.Tasks;
using ActorLab.Local;
using ActorLab.Simulation;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Experiments.Tests;

/// <summary>
/// calc-pi and sleep-or-crunch. E11, E21 (read as the sum of five calls) and two runs of E33 fixed the machines (calibrated); the
/// others are predicted from them.
/// </summary>
public sealed class TasksSpec
{
    private const long Million = 1_000_000;

    [Theory]
    [InlineData("serial", 1, 10 * Million, 6.73, 0.01)]
    [InlineData("processes", 4, 400, 0.06, 0.02)]
    public async Task A_calibrated_row_of_calc_pi_is_met(string model, int tasks, long points, double publishedSeconds, double tolerance) =>
        AssertNear(publishedSeconds, tolerance, await SecondsAsync(Pi(model, tasks, points)));

    [Theory]
    [InlineData("threads", 2, 10 * Million, "spawn", 7.05, -0.045)]
    [InlineData("processes", 2, 10 * Million, "spawn", 4.04, -0.152)]
    [InlineData("processes", 2, 10 * Million, "fork", 4.21, -0.200)]
    [InlineData("serial", 1, 100_000, "spawn", 0.0636, 0.058)]
    public async Task E12_E18_E19_and_E23_deviate_from_their_predictions_by_what_the_report_says(
        string model, int tasks, long points, string start, double publishedSeconds, double deviation) =>
        Assert.Equal(
            deviation,
            (await SecondsAsync(Pi(model, tasks, points) with { Start = StartMethod.Find(start)! }) / publishedSeconds) - 1, 3);

    [Theory]
    [InlineData("serial", 2.156)]
    [InlineData("processes", 0.602)]
    public async Task A_calibrated_run_of_E33_is_met_within_one_percent(string model, double publishedSeconds) =>
        AssertNear(publishedSeconds, 0.01, await SecondsAsync(Four(TaskKind.Crunch, model)));

    [Theory]
    [InlineData("serial", 16.012)]
    [InlineData("threads", 4.006)]
    [InlineData("processes", 4.024)]
    public async Task E32_is_predicted_within_two_percent(string model, double publishedSeconds) =>
        AssertNear(publishedSeconds, 0.02, await SecondsAsync(Four(TaskKind.Sleep, model)));

    [Fact]
    public async Task E33_threads_lose_to_serial_but_not_by_the_quarter_that_was_published()
    {
        double threads = await SecondsAsync(Four(TaskKind.Crunch, "threads"));
        Assert.True(threads > await SecondsAsync(Four(TaskKind.Crunch, "serial")));
        Assert.InRange(threads, 2.829 * 0.75, 2.829 * 0.8);
    }

    [Fact]
    public async Task Without_the_interpreter_lock_E12_takes_half_the_time() =>
        Assert.InRange(await SecondsAsync(Pi("threads", 2, 10 * Million) with { InterpreterLock = false }), 6.73 / 2, 3.9);

    [Fact]
    public async Task The_interpreter_locks_of_processes_hold_nobody_up()
    {
        TasksDefinition two = Pi("processes", 2, Million);
        Assert.Equal(await SecondsAsync(two with { InterpreterLock = false }), await SecondsAsync(two));
    }

    [Theory]
    [InlineData(60, 9.26)]
    [InlineData(300, 7.22)]
    public async Task Ten_times_the_work_takes_less_than_ten_times_as_long_because_of_the_fixed_cost(
        int startMilliseconds, double times)
    {
        MachineProfile machine = PublishedMachines.Laptop with { ProcessStart = SimDuration.FromMilliseconds(startMilliseconds) };
        TasksDefinition four = Pi("processes", 4, 4 * Million) with { Machine = machine };
        Assert.Equal(times, await SecondsAsync(four with { Work = 40 * Million }) / await SecondsAsync(four), 2);
    }

    /// <summary>A start is 60 ms of a core: n of them take 60 ms × max(1, n / 4), and the work 673 ms / min(n, 4).</summary>
    [Theory]
    [InlineData(1, 0.733)]
    [InlineData(2, 0.397)]
    [InlineData(4, 0.228)]
    [InlineData(8, 0.288)]
    [InlineData(16, 0.408)]
    public async Task More_processes_help_up_to_the_number_of_cores_and_then_their_starts_compete(int tasks, double seconds) =>
        AssertNear(seconds, 0.01, await SecondsAsync(Pi("processes", tasks, Million)));

    /// <summary>The processes of a pool are started however many tasks there are.</summary>
    [Theory]
    [InlineData(1, 0.733)]
    [InlineData(2, 0.397)]
    [InlineData(4, 0.228)]
    [InlineData(8, 0.228)]
    [InlineData(16, 0.228)]
    public async Task In_a_pool_the_number_of_tasks_alone_starts_no_process(int tasks, double seconds) =>
        AssertNear(seconds, 0.01, await SecondsAsync(Pi("processes", tasks, Million) with { Pool = 4 }));

    [Theory]
    [InlineData("threads", true, 1, 1)]
    [InlineData("threads", false, 1, 2)]
    [InlineData("processes", true, 1, 2)]
    [InlineData("serial", true, 1, 1)]
    public async Task The_CPU_time_of_a_case_says_how_many_computed_at_once(
        string model, bool interpreterLock, int tasksFactor, double atOnce)
    {
        CaseReport report = await RunAsync(
            Pi(model, model == "serial" ? 1 : 2 * tasksFactor, 10 * Million) with { InterpreterLock = interpreterLock });
        Assert.Equal(atOnce, report.ProcessorTime!.Value.TotalSeconds / (CaseRuns.Figure(report, "makespan") / 1e9), 2);
        // The points alone, and where processes are started, 60 ms of a core for each.
        Assert.Equal(model == "processes" ? 6.85 : 6.73, report.ProcessorTime!.Value.TotalSeconds, 2);
    }

    [Fact]
    public async Task A_start_method_costs_what_it_says_and_nothing_else_changes()
    {
        TasksDefinition two = Pi("processes", 2, Million);
        CaseReport spawn = await RunAsync(two), server = await RunAsync(two with { Start = StartMethod.ForkServer });
        // The server is spawned, and then copied for both at once.
        Assert.Equal(PublishedMachines.Laptop.ForkserverStart, new SimDuration(CaseRuns.Figure(server, "makespan") - CaseRuns.Figure(spawn, "makespan")));
    }

    [Fact]
    public async Task Two_threads_start_before_either_is_done()
    {
        CaseReport report = await RunAsync(Pi("threads", 2, 10 * Million));
        Assert.Equal(
            [
                "task-1 starts", "task-2 starts", "task-1 is done, by worker-1 of MainProcess (pid 100)",
                "task-2 is done, by worker-2 of MainProcess (pid 100)",
            ],
            report.Events.Select(e => $"{e.Who} {e.What}"));
        CaseReport processes = await RunAsync(Pi("processes", 2, 10 * Million));
        Assert.Contains(
            "task-2 is done, by MainThread of process-2 (pid 102)", processes.Events.Select(e => $"{e.Who} {e.What}"));
    }

    [Theory]
    [InlineData("serial", 3, 10_007, 5)]
    [InlineData("threads", 3, 10_007, 5)]
    [InlineData("processes", 3, 10_007, 5)]
    [InlineData("threads", 8, 5, 9)]
    [InlineData("serial", 1, 3_000, 1)]
    public async Task A_machine_that_computes_counts_the_hits_that_a_plain_loop_counts(string model, int tasks, long points, ulong seed)
    {
        TasksDefinition definition = Pi(model, tasks, points) with { Seed = seed };
        ScenarioPlan plan = TasksPlan.Build(definition);
        RunResult result = await new SimulationEngine().RunAsync(plan with { Machine = plan.Machine with { Compute = true } }, EngineOptions.Default, CancellationToken.None);
        TasksEnded ended = result.Outbox.OfType<TasksEnded>().Single();
        Assert.Equal((true, points, HitsOf(definition)), (ended.Computed, ended.Amount, ended.Hits));
    }

    [Theory]
    [InlineData("serial", 2)]
    [InlineData("threads", 2)]
    public async Task A_real_run_gives_the_same_pi_for_the_same_seed_and_split_whoever_computes(string model, int tasks)
    {
        TasksDefinition definition = Pi(model, tasks, 100_000) with { InterpreterLock = false, Seed = 3 };
        CaseReport report = await RunAsync(definition, new LocalEngine());
        Assert.Equal(HitsOf(definition) * 40_000_000 / 100_000, CaseRuns.Figure(report, "pi"));
        Assert.Equal(["tasks", "bound", "work", "estimate"], report.Verdict.Checks.Select(c => c.Name));
    }

    [Theory]
    [InlineData("serial")]
    [InlineData("threads")]
    public async Task Real_threads_crunch_under_an_interpreter_lock_and_sleep_without_it(string model)
    {
        CaseReport crunch = await RunAsync(Four(TaskKind.Crunch, model) with { Work = 400_000 }, new LocalEngine());
        Assert.Contains(crunch.Verdict.Checks, c => c.Name == "work");
        var sleep = SimDuration.FromMilliseconds(50);
        CaseReport slept = await RunAsync(Four(TaskKind.Sleep, model) with { Sleep = sleep }, new LocalEngine());
        Assert.True(CaseRuns.Figure(slept, "makespan") >= sleep.Nanoseconds * (model == "serial" ? 4 : 1));
    }

    [Fact]
    public void Shares_differ_by_one_at_most_and_are_all_of_the_work()
    {
        const ulong Seed = 42;
        var random = new RandomStream(Seed);
        for (int i = 0; i < 500; i++)
        {
            TasksDefinition definition = Pi("threads", (int)random.NextInt64(1, TasksDefinition.MaxTasks), random.NextInt64(1, TasksDefinition.MaxWork));
            long[] shares = [.. Enumerable.Range(0, definition.Tasks).Select(definition.ShareOf)];
            Assert.True(shares.Sum() == definition.Work && shares.Max() - shares.Min() <= 1, $"seed {Seed}, round {i}: {definition.Work} in {definition.Tasks}");
        }
    }

    [Fact]
    public async Task A_lost_process_leaves_no_verdict()
    {
        var engine = new SimulationEngine(SimulationFaults.None.Kill("process-2", new SimTime(301_000_000)));
        CaseReport report = await TasksExperiment.RunAsync(Pi("processes", 2, Million), engine, CancellationToken.None);
        Assert.Equal((VerdictStatus.Unknown, ExitCode.Infrastructure), (report.Verdict.Status, report.ExitCode));
    }

    [Fact]
    public async Task An_engine_without_processes_says_so()
    {
        CaseReport report = await TasksExperiment.RunAsync(Pi("processes", 2, 100), new LocalEngine(), CancellationToken.None);
        Assert.Equal(("case processes-2-100 needs processes, and engine local has none", ExitCode.Infrastructure), (report.Failure, report.ExitCode));
    }

    [Fact]
    public void Another_process_makes_the_same_plan_of_the_origin()
    {
        TasksDefinition forked = Pi("processes", 3, 77) with { Start = StartMethod.Fork, Cores = 2, Pool = 2 };
        foreach (TasksDefinition definition in (TasksDefinition[])[forked, Four(TaskKind.Sleep, "processes")])
        {
            ScenarioPlan plan = TasksPlan.Build(definition), again = ExperimentCatalog.Build(plan.Origin!);
            Assert.Equal((plan.Name, plan.Seed, plan.Machine, plan.Nodes.Length), (again.Name, again.Seed, again.Machine, again.Nodes.Length));
        }
    }

    [Theory]
    [InlineData("\"tasks\":3", "\"tasks\":0")]
    [InlineData("\"tasks\":3", "\"tasks\":65")]
    [InlineData("\"work\":77", "\"work\":-1")]
    [InlineData("\"kind\":\"pi\"", "\"kind\":\"rest\"")]
    [InlineData("\"model\":\"processes\"", "\"model\":\"async\"")]
    [InlineData("\"start\":\"spawn\"", "\"start\":\"vfork\"")]
    public void A_broken_origin_is_refused(string good, string bad)
    {
        PlanOrigin origin = TasksPlan.Build(Pi("processes", 3, 77)).Origin!;
        string text = Encoding.UTF8.GetString(origin.Definition.Span);
        Assert.Contains(good, text);
        Assert.Throws<FormatException>(() => ExperimentCatalog.Build(origin with { Definition = Encoding.UTF8.GetBytes(text.Replace(good, bad)) }));
    }

    private static TasksDefinition Pi(string model, int tasks, long points) => new()
    {
        Experiment = TasksExperiment.CalcPi,
        Kind = TaskKind.Pi,
        Model = ExecutionModel.Find(model)!,
        Tasks = tasks,
        Work = points,
        InterpreterLock = true,
    };

    private static TasksDefinition Four(TaskKind kind, string model) =>
        Pi(model, 4, 4 * TasksDefinition.DefaultWork) with { Experiment = TasksExperiment.SleepOrCrunch, Kind = kind };

    /// <summary>Point by point, task by task.</summary>
    private static long HitsOf(TasksDefinition definition)
    {
        long hits = 0;
        for (int task = 0; task < definition.Tasks; task++)
        {
            RandomStream random = new RandomStream(definition.Seed).Split($"task-{task + 1}");
            for (long i = definition.ShareOf(task); i > 0; i--)
            {
                double x = (2 * random.NextDouble()) - 1, y = (2 * random.NextDouble()) - 1;
                if ((x * x) + (y * y) < 1) hits++;
            }
        }

        return hits;
    }

    private static async Task<double> SecondsAsync(TasksDefinition definition) => CaseRuns.Figure(await RunAsync(definition), "makespan") / 1e9;

    private static async Task<CaseReport> RunAsync(TasksDefinition definition, IEngine? engine = null)
    {
        using var safetyNet = new CancellationTokenSource(HangGuard.Limit);
        CaseReport report = await TasksExperiment.RunAsync(definition, engine ?? new SimulationEngine(), safetyNet.Token);
        CaseRuns.AssertAllHold([report]);
        return report;
    }

    private static void AssertNear(double published, double tolerance, double predicted) => Assert.InRange(predicted, published * (1 - tolerance), published * (1 + tolerance));
}
