using ActorLab.Core.Definition;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Experiments;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.LineCopy;
using ActorLab.Experiments.Tasks;
using static ActorLab.Definitions.Tests.Definitions;

namespace ActorLab.Definitions.Tests;

/// <summary>A definition made in C# has the plans of the one in a file: their digests, which nodes compare when they join, are equal.</summary>
public sealed class BuilderSpec
{
    private static readonly (string Text, ExperimentDefinition Built)[] Pairs =
    [
        ("", new LineCopyExperimentDefinition()),
        ("engine = simulation, line-copy { model = pipeline, workers = 4, lines = 77, cores = 3, interpreter-lock = on }, seed = 9",
            new LineCopyExperimentDefinition { Engine = "simulation", Models = [ExecutionModel.Pipeline], Workers = 4, Lines = 77, Cores = 3, InterpreterLock = true, Seed = 9 }),
        ("line-copy { input = /in, output = /out }", new LineCopyExperimentDefinition { InputPath = "/in", OutputPath = "/out" }),
        ("machine = ${machines.laptop} { cores = 8, thread-start = 0.2 ms }",
            new LineCopyExperimentDefinition { Machine = PublishedMachines.Laptop with { Cores = 8, ThreadStart = SimDuration.FromMicroseconds(200) } }),
        ("experiment = daemon, seed = 3, daemon.cases = [outlives, joined]", Cases("daemon", new CaseOptions { Cases = ["outlives", "joined"] }) with { Seed = 3 }),
        ("experiment = large-state, large-state { size = 2 MiB, workers = 5 }, machine = laptop",
            Cases("large-state", new CaseOptions { Megabytes = 2, Workers = 5 }) with { Machine = PublishedMachines.Laptop }),
        ("experiment = contexts", Cases("contexts", new CaseOptions())),
        ("experiment = process-queue, process-queue { items = 20, capacity = 2 }", Cases("process-queue", new CaseOptions { Items = 20, Capacity = 2 })),
        ("experiment = queue-workers", Cases("queue-workers", CaseExperiments.Find("queue-workers")!.Defaults)),
        ("experiment = queue-workers, queue-workers { cases = [right], items = 20, capacity = 2, patience = 5 s }", Cases("queue-workers", new CaseOptions { Cases = ["right"], Items = 20, Capacity = 2 })),
        ("experiment = pipeline-shapes, pipeline-shapes.cases = [multistage]", Cases("pipeline-shapes", new CaseOptions { Cases = ["multistage"] })),
        ("experiment = idle", new IdleExperimentDefinition()),
        ("experiment = calc-pi", new CalcPiExperimentDefinition()),
        ("experiment = calc-pi, engine = simulation, seed = 3, calc-pi { model = processes, workers = [1, 2], work = [1e2, 10000], start = forkserver, interpreter-lock = off, cores = 3 }",
            new CalcPiExperimentDefinition
            {
                Engine = "simulation", Seed = 3, Models = [ExecutionModel.Processes], Workers = [1, 2], Work = [100, 10_000], Start = StartMethod.ForkServer, InterpreterLock = false, Cores = 3,
            }),
        ("experiment = calc-pi, machine = ${machines.laptop} { cores = 8 }", new CalcPiExperimentDefinition { Machine = PublishedMachines.Laptop with { Cores = 8 } }),
        ("experiment = sleep-or-crunch", new SleepOrCrunchExperimentDefinition()),
        ("experiment = sleep-or-crunch, engine = simulation, sleep-or-crunch { cases = [crunch], model = threads, workers = 3, work = 5, sleep = 1 s, interpreter-lock = on, cores = 2 }",
            new SleepOrCrunchExperimentDefinition
            {
                Engine = "simulation", Kinds = [TaskKind.Crunch], Models = [ExecutionModel.Threads], Workers = 3, Work = 5, Sleep = SimDuration.FromSeconds(1), InterpreterLock = true, Cores = 2,
            }),
    ];

    [Fact]
    public void A_definition_in_CSharp_gives_the_digest_of_the_one_in_HOCON()
    {
        foreach ((string text, ExperimentDefinition built) in Pairs)
        {
            DefinitionReading reading = Read(text);
            Assert.Empty(reading.Diagnostics);
            Assert.Equal((built.Experiment, built.Engine, built.Seed, built.Machine, built.Digest),
                (reading.Definition!.Experiment, reading.Definition.Engine, reading.Definition.Seed, reading.Definition.Machine, reading.Definition.Digest));
        }
    }

    [Fact]
    public void Definitions_that_differ_have_other_digests() => Assert.Equal(Pairs.Length, Pairs.Select(p => p.Built.Digest).Distinct().Count());

    [Theory]
    [InlineData("seed = 2")]
    [InlineData("line-copy.lines = 9999")]
    [InlineData("line-copy.workers = 9")]
    [InlineData("line-copy.model = async")]
    [InlineData("line-copy.input = x")]
    [InlineData("line-copy.output = x")]
    [InlineData("line-copy.interpreter-lock = on")]
    [InlineData("line-copy.cores = 2, engine = simulation")]
    [InlineData("machine = plain")]
    [InlineData("machine.disk-flush = 1ms")]
    [InlineData("machine.services.web { latency = 1ms, capacity = 1 }")]
    public void Every_setting_of_line_copy_counts(string text) => Assert.NotEqual(new LineCopyExperimentDefinition().Digest, Good<LineCopyExperimentDefinition>(Read(text)).Digest);

    [Theory]
    [InlineData("calc-pi", "seed = 2")]
    [InlineData("calc-pi", "calc-pi.model = threads")]
    [InlineData("calc-pi", "calc-pi.workers = 3")]
    [InlineData("calc-pi", "calc-pi.workers = [2, 3]")]
    [InlineData("calc-pi", "calc-pi.work = 5")]
    [InlineData("calc-pi", "calc-pi.work = [5, 6]")]
    [InlineData("calc-pi", "calc-pi.start = fork, engine = simulation")]
    [InlineData("calc-pi", "calc-pi.interpreter-lock = on")]
    [InlineData("calc-pi", "calc-pi { cores = 2, interpreter-lock = off }, engine = simulation")]
    [InlineData("calc-pi", "machine = plain")]
    [InlineData("sleep-or-crunch", "seed = 2")]
    [InlineData("sleep-or-crunch", "sleep-or-crunch.cases = [sleep]")]
    [InlineData("sleep-or-crunch", "sleep-or-crunch.model = serial")]
    [InlineData("sleep-or-crunch", "sleep-or-crunch.workers = 3")]
    [InlineData("sleep-or-crunch", "sleep-or-crunch.work = 5")]
    [InlineData("sleep-or-crunch", "sleep-or-crunch.sleep = 5 s")]
    [InlineData("sleep-or-crunch", "sleep-or-crunch.interpreter-lock = on")]
    [InlineData("sleep-or-crunch", "sleep-or-crunch { cores = 2, interpreter-lock = off }, engine = simulation")]
    [InlineData("sleep-or-crunch", "machine.cores = 3")]
    public void Every_setting_of_tasks_counts(string experiment, string text) =>
        Assert.NotEqual(Digest($"experiment = {experiment}"), Digest($"experiment = {experiment}, {text}"));

    [Fact]
    public void Tasks_run_under_the_interpreter_lock_of_their_machine_and_on_a_real_one_under_none()
    {
        Assert.All(Runs(""), r => Assert.False(r.InterpreterLock));
        Assert.All(Runs("engine = simulation"), r => Assert.True(r.ChosenMachine.InterpreterLock));
        Assert.All(Runs("engine = simulation, machine = plain"), r => Assert.False(r.ChosenMachine.InterpreterLock));
        Assert.All(Runs("machine = laptop"), r => Assert.True(r.InterpreterLock));
        Assert.All(Runs("machine = laptop, calc-pi.interpreter-lock = off"), r => Assert.False(r.InterpreterLock));

        static IEnumerable<TasksDefinition> Runs(string text) => Good<CalcPiExperimentDefinition>(Read($"experiment = calc-pi, {text}")).Runs;
    }

    [Fact]
    public void Processes_are_started_by_the_method_that_was_chosen_at_the_cost_that_the_machine_names()
    {
        MachineProfile machine = Machine("machine.process-start = 7 ms, machine.fork-start = 3 ms, calc-pi.start = fork");
        Assert.Equal((ProcessStartMethod.Fork, SimDuration.FromMilliseconds(7), SimDuration.FromMilliseconds(3)), (machine.StartMethod, machine.ProcessStart, machine.ForkStart));
        Assert.Equal(ProcessStartMethod.Spawn, Machine("machine.process-start = 7 ms").StartMethod);

        static MachineProfile Machine(string text) => Good<CalcPiExperimentDefinition>(Read($"experiment = calc-pi, engine = simulation, {text}")).Runs[0].ChosenMachine;
    }

    [Fact]
    public void Another_process_hears_of_the_machine_of_tasks()
    {
        var definition = new SleepOrCrunchExperimentDefinition { Machine = PublishedMachines.Laptop with { Cores = 7 } };
        Assert.All(definition.Origins, o => Assert.Equal(definition.Machine, ExperimentCatalog.Build(o).Machine with { Services = definition.Machine.Services }));
    }

    [Fact]
    public void How_a_run_is_watched_over_is_no_part_of_what_runs() => Assert.Equal(
        new LineCopyExperimentDefinition().Digest, Good<LineCopyExperimentDefinition>(Read("nodes { heartbeat-interval = 10 ms, handshake-timeout = 2 s, max-restarts = 0 }\nsimulation.max-turns-at-one-instant = 3")).Digest);

    [Fact]
    public void Another_process_hears_of_the_services()
    {
        static LineCopyExperimentDefinition With(string service) => Good<LineCopyExperimentDefinition>(Read($"machine.services.web {{ {service} }}"));
        PlanOrigin origin = With("latency = 1ms, capacity = 2, reply = yes").Runs.Select(r => LineCopyExperiment.OriginOf(r with { Lines = 3 })).First();
        ServiceProfile service = ExperimentCatalog.Build(origin).Machine.Services["web"];
        Assert.Equal((Latency.Constant(SimDuration.FromMilliseconds(1)), 2), (service.Latency, service.Capacity));
        Assert.Equal("yes"u8.ToArray(), service.Reply);
        Assert.Equal(3, new[] { "latency = 1ms, capacity = 2", "latency = 2ms, capacity = 2", "latency = 1ms, capacity = 2, reply = x" }.Select(s => With(s).Digest).Distinct().Count());
    }

    private static ulong Digest(string text)
    {
        DefinitionReading reading = Read(text);
        Assert.Empty(reading.Diagnostics);
        return reading.Definition!.Digest;
    }

    private static CasesExperimentDefinition Cases(string name, CaseOptions options) => new(CaseExperiments.Find(name)!) { Options = options };
}
