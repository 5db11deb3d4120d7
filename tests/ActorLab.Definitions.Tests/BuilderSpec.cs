using ActorLab.Core.Definition;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Experiments;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.LineCopy;
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
        ("experiment = idle", new IdleExperimentDefinition()),
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

    [Fact]
    public void How_nodes_are_watched_over_is_no_part_of_what_runs() => Assert.Equal(
        new LineCopyExperimentDefinition().Digest, Good<LineCopyExperimentDefinition>(Read("nodes { heartbeat-interval = 10 ms, handshake-timeout = 2 s, max-restarts = 0 }")).Digest);

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

    private static CasesExperimentDefinition Cases(string name, CaseOptions options) => new(CaseExperiments.Find(name)!) { Options = options };
}
