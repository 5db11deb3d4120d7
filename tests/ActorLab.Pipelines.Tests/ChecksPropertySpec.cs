using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Planning;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>Random pipelines, right and wrong.</summary>
public sealed class ChecksPropertySpec
{
    [Fact]
    public void Nothing_that_anybody_could_write_crashes_the_checks_and_what_they_find_nothing_in_has_a_plan()
    {
        int right = 0;
        var codes = new SortedSet<string>(StringComparer.Ordinal);
        for (ulong seed = 1; seed <= 20_000; seed++)
        {
            PipelineDefinition definition = Mutilated(seed);
            try
            {
                ImmutableArray<Diagnostic> findings = PipelineChecks.Find(definition, FunctionCatalog.BuiltIn);
                codes.UnionWith(findings.Select(f => f.Code));
                Assert.All(findings, f => Assert.True(f.Path.Length > 0 && f.Message.Length > 0));
                if (!findings.IsEmpty) continue;
                right++;
                PipelinePlan.Build(definition, FunctionCatalog.BuiltIn, FourCores, seed);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}: {Text(definition)}", failure);
            }
        }

        Assert.True(right > 500, $"{right} were right");
        Assert.Equal(["AL0301", "AL0302", "AL0303", "AL0304", "AL0305", "AL0306", "AL0307", "AL0308", "AL0309"], codes);
    }

    [Fact]
    public async Task What_they_find_nothing_in_does_not_deadlock()
    {
        int joins = 0, found = 0, real = 0;
        for (ulong seed = 1; seed <= 1_500; seed++)
        {
            PipelineDefinition definition = RandomPipeline(new RandomStream(seed));
            ImmutableArray<Diagnostic> findings = PipelineChecks.Find(definition, FunctionCatalog.BuiltIn);
            bool canDeadlock = findings.Any(f => f.Code == PipelineFindings.Deadlock);
            if (findings.Any(f => f.Code != PipelineFindings.Deadlock)) continue;
            PipelineOutcome run = await RunAsync(definition, seed: seed);
            if (canDeadlock)
            {
                found++;
                if (run.Result.Outcome == RunOutcome.Deadlocked) real++;
                continue;
            }

            Assert.True(run.Result.Outcome == RunOutcome.Completed, $"seed {seed}: {run.Result.Outcome} {run.Result.Failure}\n{Text(definition)}");
            if (definition.Stages.Any(s => StageKind.HasJoin(s)) && definition.Stages.Any(s => s.FanOut == FanOut.Broadcast)) joins++;
        }

        Assert.True(joins > 50 && found > 50 && real > found / 4, $"{joins} with joins, {found} found, {real} of them deadlocked");
    }

    /// <summary>Right as far as its ways go, so that most of them are right.</summary>
    private static PipelineDefinition RandomPipeline(RandomStream random)
    {
        var stages = new List<StageDefinition>();
        var open = new List<string>();
        int sources = Int(random, 1, 2), middle = Int(random, 1, 6);
        for (int i = 0; i < sources; i++) Add(Stage($"source-{i}", new GeneratorSource(Int(random, 0, 150), Keys: 4)));
        for (int i = 0; i < middle; i++) Add(Configured(Stage($"stage-{i}", Operation(random), Inputs(random, stages)), random));
        string[] untaken = [.. stages.Select(s => s.Name).Where(n => !stages.Any(s => s.From.Contains(n)))];
        foreach ((string name, int i) in untaken.Select((n, i) => (n, i)))
        {
            string[] from = Int(random, 0, 2) == 0 ? [.. new[] { name }.Union(Inputs(random, stages))] : [name];
            stages.Add(Joined(Stage($"sink-{i}", new CountSink(), from), random) with { Queue = Queue(random) });
        }

        return Of([.. stages.Select(s => s.IsSink ? s : s with { FanOut = Pick(random, FanOut.Broadcast, FanOut.Broadcast, FanOut.RoundRobin, FanOut.Balance) })]);

        void Add(StageDefinition stage) => stages.Add(stage);
    }

    private static string[] Inputs(RandomStream random, List<StageDefinition> stages) =>
        [.. Enumerable.Range(0, Int(random, 1, 3)).Select(_ => stages[Int(random, 0, stages.Count - 1)].Name).Distinct()];

    private static StageDefinition Configured(StageDefinition stage, RandomStream random)
    {
        StageDefinition queued = Joined(stage, random) with { Queue = Queue(random) };
        if (queued.Operation.IsGrouping) return queued;
        return queued with
        {
            Workers = Pick(random, 1, 1, 3),
            BatchSize = Pick(random, 1, 1, 4),
            Order = Pick(random, ItemOrder.Arrival, ItemOrder.Arrival, ItemOrder.Input),
            OnFailure = stage.Operation is FailSomeOperation ? FailureAction.DeadLetter : FailureAction.Fail,
        };
    }

    private static StageDefinition Joined(StageDefinition stage, RandomStream random) =>
        stage.From.Length < 2 ? stage : stage with { FanIn = Pick(random, FanIn.Merge, FanIn.Zip, FanIn.Concat, FanIn.OrderedMerge) };

    private static QueueDefinition Queue(RandomStream random) => new(Int(random, 1, 5), Pick(random, OverflowPolicy.Block, OverflowPolicy.Block, OverflowPolicy.Block, OverflowPolicy.DropNew));

    private static StageOperation Operation(RandomStream random) => Int(random, 0, 8) switch
    {
        0 => new FilterOperation(Call("contains", "1")),
        1 => new FlatMapOperation(Call("repeat", $"{Int(random, 0, 3)}")),
        2 => new BatchOperation(Int(random, 1, 5)),
        3 => new FailSomeOperation(FailureKind.Error, 0.3),
        4 => new DelayOperation(new UniformDistribution(SimDuration.Zero, SimDuration.FromMicroseconds(200))),
        _ => new PassOperation(),
    };

    /// <summary>A random one with some of its settings replaced by anything.</summary>
    private static PipelineDefinition Mutilated(ulong seed)
    {
        var random = new RandomStream(seed);
        PipelineDefinition definition = RandomPipeline(random);
        for (int i = Int(random, 0, 3); i > 0; i--)
        {
            int at = Int(random, 0, definition.Stages.Length - 1);
            definition = definition with { Stages = definition.Stages.SetItem(at, Changed(definition.Stages[at], definition, random)) };
        }

        return definition;
    }

    private static StageDefinition Changed(StageDefinition stage, PipelineDefinition definition, RandomStream random)
    {
        string any = Pick(random, [.. definition.Stages.Select(s => s.Name), "", "nowhere", "Not A Name", "stage-9"]);
        return Int(random, 0, 16) switch
        {
            0 => stage with { From = stage.From.Add(any) },
            1 => stage with { From = [any] },
            2 => stage with { From = default },
            3 => stage with { Name = any },
            4 => stage with { DeadLetters = any, OnFailure = FailureAction.DeadLetter },
            5 => stage with { Workers = Int(random, -1, 2_000), BatchSize = Pick(random, 0, 1, 65_536, int.MaxValue) },
            6 => stage with { Queue = new QueueDefinition(Pick(random, 0, 1, int.MaxValue), (OverflowPolicy)Int(random, 0, 7), Pick<int?>(random, null, -1, 3)) },
            7 => stage with { FanIn = (FanIn)Int(random, 0, 5), FanOut = (FanOut)Int(random, 0, 5) },
            8 => stage with { Order = (ItemOrder)Int(random, 0, 4), Execution = (WorkerKind)Int(random, 0, 3) },
            9 => stage with { Retry = new RetryDefinition(Int(random, -1, 3), new SimDuration(Int(random, -1, 3)), new SimDuration(Int(random, -1, 3))), Timeout = new SimDuration(Pick(random, -1, 0, 1_000_000)) },
            10 => stage with { Dispatcher = any, Cost = new ConstantDistribution(new SimDuration(Pick(random, 1, long.MaxValue))) },
            11 => stage with { Operation = new MapOperation(new FunctionCall(Pick(random, "add", "upper", "field", any), Pick(random, default(ImmutableArray<string>), ["1"], ["0", ""]))) },
            12 => stage with { Operation = Pick<StageOperation>(random, new LinesSource("\0"), new FileSink(""), new StdinSource(), new NumberRangeSource(2, 1), new GeneratorSource(-1, (GeneratedKind)7, -1), new StdoutSink()) },
            13 => stage with { Operation = Pick<StageOperation>(random, new BatchOperation(0, SimDuration.Zero), new WindowOperation(0, 0), new FailSomeOperation((FailureKind)5, double.NaN), new ProgramOperation([]), new ProgramOperation(["\0"])) },
            14 => stage with { Operation = Pick<StageOperation>(random, new VerifierSink(["order", "key-order"]), new VerifierSink(["every"]), new CountByKeyOperation(), new KeyByOperation(Call("self")), new FailSomeOperation(FailureKind.Crash, 1)) },
            15 => stage with { OnFailure = (FailureAction)Int(random, 0, 2) },
            _ => stage with { FanOut = FanOut.ConsistentHash },
        };
    }

    private static int Int(RandomStream random, int least, int most) => (int)random.NextInt64(least, most);

    private static T Pick<T>(RandomStream random, params T[] choices) => choices[Int(random, 0, choices.Length - 1)];

    private static string Text(PipelineDefinition definition) => string.Join("\n", definition.Stages.Select(s =>
        $"{s.Name} = {s.Operation.Summary} of [{string.Join(", ", s.From)}] {s.FanIn} {s.FanOut} {s.Queue} {s.Workers}x{s.BatchSize} {s.Order} {s.OnFailure} {s.DeadLetters}"));
}
