using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.LineCopy;
using ActorLab.Local;
using ActorLab.Simulation;
using Xunit;

namespace ActorLab.Experiments.Tests;

/// <summary>Line-copy with workers that are processes, in virtual time: what they share, what they do not, and what is left when one dies.</summary>
public sealed class LineCopyProcessesSpec : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorlab-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Three_processes_copy_three_beginnings_of_the_input_because_each_counts_for_itself()
    {
        RunReport report = await LineCopyRuns.RunAsync(LineCopyRuns.Definition("processes", lines: 300), "simulation");
        Assert.Equal(VerdictStatus.Violated, report.Verdict.Status);
        Assert.Equal("several private counters (3)", report.Verdict.Cause);
        Assert.Equal(300, report.Items);
        Assert.InRange(report.Verdict.Figures.Lost, 150, 210);
        Assert.Equal(report.Verdict.Figures.Lost, report.Verdict.Figures.Duplicated);
        Assert.False(report.PromisesOrder);
        Assert.Equal(ExitCode.Holds, report.ExitCode);
    }

    [Fact]
    public async Task One_process_promises_order_and_keeps_it()
    {
        RunReport report = await LineCopyRuns.RunAsync(LineCopyRuns.Definition("processes", lines: 300, workers: 1), "simulation");
        Assert.True(report.PromisesOrder);
        Assert.Equal(VerdictStatus.Holds, report.Verdict.Status);
    }

    [Fact]
    public async Task The_records_name_processes_of_one_thread_each()
    {
        string output = Path.Combine(_folder.FullName, "output");
        RunReport report = await LineCopyRuns.RunAsync(LineCopyRuns.Definition("processes", lines: 60) with { OutputPath = output }, "simulation");
        string[] rows = await File.ReadAllLinesAsync(output);
        Assert.Equal(["current pid:101", "current pid:102", "current pid:103"], rows.Where(r => r.StartsWith("current pid", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
        Assert.All(rows.Where(r => r.StartsWith("total threads", StringComparison.Ordinal)), r => Assert.Equal("total threads:1", r));
        Assert.Equal(1, report.PeakThreads);
    }

    [Fact]
    public async Task The_makespan_has_the_start_of_the_processes_in_it()
    {
        RunReport one = await LineCopyRuns.RunAsync(LineCopyRuns.Definition("processes", lines: 1), "simulation");
        Assert.InRange(one.Makespan.TotalMilliseconds, 60, 65);
    }

    [Fact]
    public async Task What_a_lost_process_held_is_done_again_and_the_pipeline_still_gives_every_line_once()
    {
        // Three starts of 60 ms share two cores: the first process is up before 90 ms.
        var engine = new SimulationEngine(SimulationFaults.None.Kill("process-1", new SimTime(95_000_000)));
        RunReport report = await LineCopyExperiment.RunAsync(LineCopyRuns.Definition("process-pipeline", lines: 500), engine, null, CancellationToken.None);
        Assert.Equal((RunOutcome.Completed, null), (report.Outcome, report.Failure));
        Assert.Equal(VerdictStatus.Holds, report.Verdict.Status);
        Assert.Equal(new LostWorker("process-1", report.Reassigned), Assert.Single(report.LostWorkers));
        Assert.InRange(report.Reassigned, 1, 2);
    }

    [Fact]
    public async Task A_process_that_replaces_a_lost_one_begins_to_count_anew()
    {
        var engine = new SimulationEngine(SimulationFaults.None.Kill("process-1", new SimTime(300_000_000)));
        RunReport report = await LineCopyExperiment.RunAsync(LineCopyRuns.Definition("processes", lines: 500, workers: 1), engine, null, CancellationToken.None);
        Assert.Equal((RunOutcome.Completed, null), (report.Outcome, report.Failure));
        Assert.Equal(new LostWorker("process-1", 1), Assert.Single(report.LostWorkers));
        Assert.Equal("several private counters (2)", report.Verdict.Cause);
        Assert.Equal(ExitCode.Violated, report.ExitCode);
    }

    [Theory]
    [InlineData("processes")]
    [InlineData("process-pipeline")]
    public async Task Processes_may_die_at_any_time_and_every_item_is_acknowledged_all_the_same(string model)
    {
        int lost = 0;
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var random = new RandomStream(seed);
            SimulationFaults faults = SimulationFaults.None;
            for (int i = 0; i < 4; i++) faults = faults.Kill($"process-{random.NextInt64(1, 3)}", new SimTime(random.NextInt64(0, 500_000_000)));
            RunReport report = await LineCopyExperiment.RunAsync(LineCopyRuns.Definition(model) with { Seed = seed }, new SimulationEngine(faults), null, CancellationToken.None);
            Assert.True(report is { Outcome: RunOutcome.Completed, Failure: null, Items: 200 }, $"seed {seed}: {report.Outcome}, {report.Items} items, {report.Failure}");
            if (report.PromisesOrder) Assert.True(report.Verdict.Status == VerdictStatus.Holds, $"seed {seed}: {report.Verdict}");
            lost += report.LostWorkers.Length;
        }

        Assert.True(lost > 40, $"only {lost} workers were lost");
    }

    [Fact]
    public async Task A_process_that_dies_too_often_ends_the_run_with_the_reason()
    {
        SimulationFaults faults = SimulationFaults.None;
        for (int i = 1; i <= 11; i++) faults = faults.Kill("process-1", new SimTime(i * 100_000_000L));
        RunReport report = await LineCopyExperiment.RunAsync(LineCopyRuns.Definition("processes", lines: 10_000, workers: 1), new SimulationEngine(faults), null, CancellationToken.None);
        Assert.Equal("worker-11 was lost, and 10 lost workers had been replaced before", report.Failure);
        Assert.Equal(11, report.LostWorkers.Length);
        Assert.NotEqual(VerdictStatus.Holds, report.Verdict.Status);
        Assert.Equal(ExitCode.Infrastructure, report.ExitCode);
    }

    [Fact]
    public async Task An_engine_without_nodes_says_so()
    {
        RunReport report = await LineCopyExperiment.RunAsync(LineCopyRuns.Definition("processes"), new LocalEngine(), null, CancellationToken.None);
        Assert.Equal((RunOutcome.Failed, "model processes needs processes, and engine local has none"), (report.Outcome, report.Failure));
    }

    [Theory]
    [InlineData("processes")]
    [InlineData("process-pipeline")]
    [InlineData("threads")]
    public async Task Another_process_makes_the_same_plan_of_its_origin_and_touches_no_file(string model)
    {
        LineCopyDefinition definition = LineCopyRuns.Definition(model, lines: 100, workers: 4) with { Seed = 7, InterpreterLock = true };
        string output = Path.Combine(_folder.FullName, "output");
        using LineCopyFiles files = LineCopyFiles.Prepare(definition with { OutputPath = output }, modelled: false);
        await File.WriteAllTextAsync(output, "as it was");
        ScenarioPlan plan = LineCopyPlan.Build(definition, files.Input, files.InputPath, files.OutputPath) with { Origin = LineCopyOrigin.Of(definition, files) };
        ScenarioPlan again = ExperimentCatalog.Build(plan.Origin!);
        Assert.Equal(plan.Origin!.Digest, again.Origin!.Digest);
        Assert.Equal((plan.Name, plan.Seed, plan.Machine), (again.Name, again.Seed, again.Machine));
        Assert.Equal(plan.Nodes.AsEnumerable(), again.Nodes);
        Assert.Equal(plan.Roles.Keys, again.Roles.Keys);
        var engine = new SimulationEngine();
        RunResult first = await engine.RunAsync(plan, EngineOptions.Default, CancellationToken.None), second = await engine.RunAsync(again, EngineOptions.Default, CancellationToken.None);
        Assert.Equal(first.TraceDigest, second.TraceDigest);
        Assert.Equal("as it was", await File.ReadAllTextAsync(output));
    }

    [Fact]
    public async Task An_input_of_the_users_is_read_again_by_the_other_process()
    {
        string input = Path.Combine(_folder.FullName, "input");
        await File.WriteAllTextAsync(input, "one\ntwo\n");
        LineCopyDefinition definition = LineCopyRuns.Definition("process-pipeline") with { InputPath = input };
        using LineCopyFiles files = LineCopyFiles.Prepare(definition, modelled: false);
        ScenarioPlan again = ExperimentCatalog.Build(LineCopyOrigin.Of(definition, files));
        Assert.Equal("one\ntwo\n"u8.ToArray(), again.Files[input].ToArray());
    }

    [Fact]
    public void An_input_of_the_users_that_is_not_on_the_other_machine_is_named()
    {
        PlanOrigin origin = LineCopyOrigin.Of(LineCopyRuns.Definition("process-pipeline") with { InputPath = "x" }, "/nowhere/input", "/nowhere/output");
        FileNotFoundException missing = Assert.Throws<FileNotFoundException>(() => ExperimentCatalog.Build(origin));
        Assert.Equal("'/nowhere/input' is not on this machine: the input must have the same path on all machines of a run", missing.Message);
    }

    [Fact]
    public async Task Generated_input_is_made_again_on_a_machine_that_lacks_it()
    {
        LineCopyInput input = LineCopyInput.Generate(3);
        WholeInput copy = new WholeInput("/nowhere/input", input).OnThisMachine();
        Assert.Equal("line1\nline2\nline3\n", await File.ReadAllTextAsync(copy.InputPath));
        Assert.Same(copy, copy.OnThisMachine());
        Directory.Delete(Path.GetDirectoryName(copy.InputPath)!, recursive: true);
    }

    [Fact]
    public void An_origin_has_the_same_bytes_wherever_it_is_made()
    {
        var origin = new LineCopyOrigin("processes", 3, "/a/input", "/a/output", 100, 7, true, null);
        Assert.Equal(
            """{"model":"processes","workers":3,"input":"/a/input","output":"/a/output","lines":100,"seed":7,"gil":true,"cores":null}"""u8.ToArray(),
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(origin, OriginJson.Default.LineCopyOrigin));
    }

    [Theory]
    [InlineData("line-copy", "{")]
    [InlineData("line-copy", "null")]
    [InlineData("line-copy", """{"model":"processes"}""")]
    [InlineData("line-copy", """{"model":"chaos","workers":3,"input":"/i","output":"/o","lines":1,"seed":7,"gil":true,"cores":null}""")]
    [InlineData("line-copy", """{"model":"serial","workers":3,"input":"/i","output":"/o","lines":1,"seed":7,"gil":true,"cores":null,"more":1}""")]
    [InlineData("line-paste", "{}")]
    public void A_broken_origin_is_an_error(string experiment, string definition) =>
        Assert.Throws<FormatException>(() => ExperimentCatalog.Build(new PlanOrigin(experiment, System.Text.Encoding.UTF8.GetBytes(definition))));
}
