using ActorLab.Core.Model;
using ActorLab.Pipelines.Building;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using static ActorLab.Definitions.Tests.Definitions;

namespace ActorLab.Definitions.Tests;

/// <summary>Pipelines in files.</summary>
public sealed class PipelineFilesSpec : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorlab-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_file_with_a_pipeline_is_one_without_saying_so()
    {
        var definition = Good<PipelineExperimentDefinition>(Read("pipeline.stages { a { range.to = 3 }, b { from = a, count = on } }, engine = simulation, seed = 5"));
        Assert.Equal(("pipeline", "simulation", 5UL), (definition.Experiment, definition.Engine, definition.Seed));
        Assert.Equal(new StageDefinition { Name = "a", Operation = new NumberRangeSource(1, 3), From = [] }, definition.Pipeline.Stages[0] with { Places = null, From = [] });
        Good<PipelineExperimentDefinition>(Read("experiment = pipeline, pipeline.stages { a { range.to = 3 }, b { from = a, count = on } }"));
    }

    [Fact]
    public void A_file_says_the_same_as_the_builder()
    {
        const string text = """
            pipeline {
              name = everything
              window = 50
              may-deadlock = on
              defaults { queue.capacity = 32, retry { attempts = 2, max-backoff = 2 s }, cost = "exponential(2 ms)" }
              stages {
                lines   { lines = in.txt, interval = 1 ms, fan-out = round-robin }
                numbers { range { from = -1, to = 3 } }
                made    { generate { count = 10, kind = words, keys = 3 } }
                upper   { from = lines, map = upper, workers = 4, execution = async, batch-size = 8, order = input }
                split   { from = lines, flat-map = "split(', ')", queue { capacity = 5, sentinels = 3, overflow = drop-head }, workers = 3, retry.attempts = 1 }
                some    { from = [upper, split], filter = not-empty, fan-in = zip, dispatcher = shared, cost = null }
                keyed   { from = made, key-by = self, retry.attempts = 1 }
                counted { from = keyed, count-by-key {}, order = per-key, workers = 2 }
                lists   { from = numbers, batch { size = 2, within = 1 s } }
                windows { from = lists, window.size = 3 }
                slow    { from = windows, delay = 5 ms, execution = processes, placement = left, timeout = 1 s, on-failure = dead-letter, dead-letters = bad }
                busy    { from = slow, busy = "uniform(1 ms, 2 ms)" }
                same    { from = busy, pass = on, count = off }
                failing { from = same, fail-some { how = hang, every = 7 } }
                rarely  { from = failing, fail-some.share = 0.25 }
                sorted  { from = rarely, program = [./sort.sh, -u] }
                plain   { from = sorted, program = cat }
                file    { from = plain, file = out/x.txt }
                stdout  { from = some, stdout = on }
                bad     { count = on }
                check   { from = counted, verify = [key-order] }
              }
            }
            """;
        File.WriteAllText(Path.Combine(_folder.FullName, "my.conf"), text);
        var inFile = Good<PipelineExperimentDefinition>(DefinitionReader.Read(DefinitionSources.OfFile(Path.Combine(_folder.FullName, "my.conf"))));
        var cost = new ExponentialDistribution(SimDuration.FromMilliseconds(2));
        SimDuration longest = SimDuration.FromSeconds(2);
        PipelineBuilder built = Pipeline.Named("everything").PathsFrom(_folder.FullName).Window(50).MayDeadlock()
            .Stage("lines", s => s.Lines("in.txt").Every(SimDuration.FromMilliseconds(1)).FanOut(FanOut.RoundRobin))
            .Stage("numbers", s => s.Range(-1, 3))
            .Stage("made", s => s.Generate(10, GeneratedKind.Words, 3))
            .Stage("upper", s => Work(s.From("lines").Map("upper")).Workers(4).Execution(WorkerKind.Async).BatchSize(8).Order(ItemOrder.Input))
            .Stage("split", s => s.From("lines").FlatMap("split(', ')").Queue(5, OverflowPolicy.DropHead, 3).Workers(3).Cost(cost))
            .Stage("some", s => s.From("upper", "split").Filter("not-empty").FanIn(FanIn.Zip).Dispatcher("shared").Queue(32).Retry(2, maxBackOff: longest))
            .Stage("keyed", s => s.From("made").KeyBy("self").Queue(32).Cost(cost))
            .Stage("counted", s => Work(s.From("keyed").CountByKey()).Order(ItemOrder.PerKey).Workers(2))
            .Stage("lists", s => s.From("numbers").Batch(2, SimDuration.FromSeconds(1)).Queue(32))
            .Stage("windows", s => s.From("lists").Window(3).Queue(32))
            .Stage("slow", s => Work(s.From("windows").Delay(SimDuration.FromMilliseconds(5))).Execution(WorkerKind.Processes).Placement("left").Timeout(SimDuration.FromSeconds(1)).DeadLetters("bad"))
            .Stage("busy", s => Work(s.From("slow").Busy(new UniformDistribution(SimDuration.FromMilliseconds(1), SimDuration.FromMilliseconds(2)))))
            .Stage("same", s => Work(s.From("busy").Pass()))
            .Stage("failing", s => Work(s.From("same").FailEvery(7, FailureKind.Hang)))
            .Stage("rarely", s => Work(s.From("failing").FailSome(0.25)))
            .Stage("sorted", s => Work(s.From("rarely").Program("./sort.sh", "-u")))
            .Stage("plain", s => Work(s.From("sorted").Program("cat")))
            .Stage("file", s => s.From("plain").File("out/x.txt").Queue(32))
            .Stage("stdout", s => s.From("some").Stdout().Queue(32))
            .Stage("bad", s => s.Count().Queue(32))
            .Stage("check", s => s.From("counted").Verify("key-order").Queue(32));
        Assert.Empty(built.Findings);
        foreach ((StageDefinition read, StageDefinition made) in inFile.Pipeline.Stages.Zip(built.Definition.Stages))
            Assert.Equal(made with { From = [] }, read with { From = [], Places = null });
        Assert.Equal(System.Text.Encoding.UTF8.GetString(PipelineForm.Write(built.Definition)), System.Text.Encoding.UTF8.GetString(PipelineForm.Write(inFile.Pipeline)));
        Assert.Equal(new PipelineExperimentDefinition { Pipeline = built.Definition }.Digest, inFile.Digest);

        StageBuilder Work(StageBuilder stage) => stage.Queue(32).Retry(2, maxBackOff: longest).Cost(cost);
    }

    [Fact]
    public void Set_the_environment_and_the_defaults_of_the_pipeline_reach_every_stage()
    {
        const string text = "pipeline.stages { a { range.to = 3 }, b { from = a, map = square, workers = 2 }, c { from = b, count = on } }";
        PipelineDefinition Of(DefinitionReading reading) => Good<PipelineExperimentDefinition>(reading).Pipeline;
        Assert.Equal(4, Of(Read(text, "pipeline.stages.b.workers=4")).Stages[1].Workers);
        Assert.Equal(5, Of(ReadIn(text, ("CONFIG_FORCE_pipeline_stages_b_batch__size", "5"))).Stages[1].BatchSize);
        PipelineDefinition shared = Of(Read(text, "pipeline.defaults { workers = 7, queue.capacity = 9, order = input }"));
        Assert.Equal([(1, 64), (2, 9), (1, 9)], shared.Stages.Select(s => (s.Workers, s.Queue.Capacity)));
        Assert.Equal([ItemOrder.Arrival, ItemOrder.Input, ItemOrder.Input], shared.Stages.Select(s => s.Order));
        Assert.Equal(["a", "b", "c", "d"], Of(Read(text, "pipeline.stages.d { from = b, count = on }")).Stages.Select(s => s.Name));
    }

    [Fact]
    public void What_a_schema_and_what_the_checks_find_is_told_in_one_pass_with_places()
    {
        const string text = """
            pipeline {
              name = Word Count
              windw = 3
              stages {
                lines { lines = in.txt, workers = 2 }
                words { from = linse, flat-map = wrods, workers = many, order = inptu }
                keyed { from = words, key-by = first-letter, map = upper }
                count { form = keyed, count-by-key = on }
                lost  { from = keyed }
                lists { from = lines, batch { size = 0 }, execution = process }
                odd   { from = [lists, lines], filter = odd, fan-in = zip }
                some  { from = lines, fail-some { how = error } }
                both  { from = lines, fail-some { share = 2, every = 1 }, cost = never, delay = "normal(1 ms)" }
                bad   = 5
                out   { from = [count, odd, lines], order = input, verify = [ordre] }
              }
            }
            """;
        Assert.Equal(
            """
            test.conf:6:55: pipeline.stages.words.workers: expected a whole number from 1 to 1000, got 'many' [AL0203]
            test.conf:6:69: pipeline.stages.words.order: expected one of arrival, per-key, input, got 'inptu'. Did you mean input? [AL0203]
            test.conf:8:20: expected a setting, got pipeline.stages.count.form. Did you mean from? [AL0202]
            test.conf:10:42: pipeline.stages.lists.batch.size: expected a whole number from 1 to 1000000, got 0 [AL0203]
            test.conf:10:59: pipeline.stages.lists.execution: expected one of threads, async, processes, got 'process'. Did you mean processes? [AL0203]
            test.conf:13:47: pipeline.stages.both.fail-some.share: expected a number from 0 to 1, got 2 [AL0203]
            test.conf:13:70: pipeline.stages.both.cost: expected a duration, or a distribution such as exponential(5 ms), got 'never' [AL0203]
            test.conf:13:85: pipeline.stages.both.delay: expected a distribution such as exponential(5 ms) (expected normal(mean, standard deviation), got 1 arguments in 'normal(1 ms)'), got 'normal(1 ms)' [AL0203]
            test.conf:14:13: pipeline.stages.bad: expected an object, got 5 [AL0203]
            test.conf:15:66: pipeline.stages.out.verify[0]: expected one of order, key-order, once, got 'ordre'. Did you mean order? [AL0203]
            test.conf:3:11: expected a setting of pipeline, got pipeline.windw. Did you mean pipeline.window? [AL0202]
            test.conf:7:56: pipeline.stages.keyed.map: expected one thing to do, got key-by and map [AL0204]
            test.conf:9:11: pipeline.stages.lost: expected one of lines, stdin, range, generate, map, filter, flat-map, key-by, count-by-key, batch, window, delay, busy, pass, fail-some, program, file, stdout, count, verify, got none of them [AL0204]
            test.conf:12:37: pipeline.stages.some.fail-some: expected share, of the attempts that fail, or every, for those at some of the items, got neither [AL0204]
            test.conf:13:85: pipeline.stages.both.delay: expected one thing to do, got fail-some and delay [AL0204]
            test.conf:2:10: name: expected a name of small letters, digits and single hyphens that begins with a letter, got 'Word Count' [AL0301]
            test.conf:6:20: words.from: expected the name of a stage, got 'linse'. Did you mean lines? [AL0302]
            test.conf:5:39: lines.workers: expected nothing for a source, got 2 [AL0307]
            test.conf:6:38: words.flat-map: expected the name of a splitting function, got 'wrods'. Did you mean words? [AL0305]
            """,
            string.Join('\n', Problems(Read(text))));
    }

    [Fact]
    public void Findings_have_the_places_of_their_settings_wherever_those_were_written()
    {
        const string text = """
            pipeline.defaults { dispatcher = My }
            pipeline.stages {
              a { generate { count = 3, keys = 2 } }
              b { from = a, count-by-key = on }
              c { from = b, count = on, queue { overflow = block } }
            }
            """;
        const string name = "expected a name of small letters, digits and single hyphens that begins with a letter, got";
        Assert.Equal([$"test.conf:1:34: b.dispatcher: {name} 'My' [AL0301]"], Problems(Read(text)));
        Assert.Equal(
            [
                "--set pipeline.stages.b.workers=2:1:27: b.order: expected per-key for count-by-key with several workers, got arrival. A key must belong to one worker, or each counts its own. [AL0307]",
                "--set pipeline.stages.c.order=input:1:25: c.order: expected an order that its items can have, got input. Impossible: 'c' mixes streams. [AL0308]",
            ],
            Problems(Read(text, "pipeline.defaults.dispatcher=null", "pipeline.stages.b.workers=2", "pipeline.stages.d.range.to=3", "pipeline.stages.c.from=[b, d]", "pipeline.stages.c.order=input")));
        Assert.Equal(
            ["test.conf:1:39: a: expected a stage that takes from it, got none. A sink with from = a would. [AL0303]", "test.conf:1:19 (used at test.conf:1:68): b.from: expected the name of a stage, got 'numbers'. Known: a. [AL0302]"],
            Problems(Read("pipeline { name = numbers, stages { a { range.to = 3 }, b { from = ${pipeline.name}, count = on } } }")));
    }

    [Fact]
    public void An_experiment_beside_a_pipeline_is_one_too_many() => Assert.Equal(
        ["test.conf:1:14: experiment: expected pipeline, or nothing, got 'daemon'. There is a pipeline in pipeline.stages. [AL0204]"],
        Problems(Read("experiment = daemon, pipeline.stages { a { range.to = 3 }, b { from = a, count = on } }")));

    [Fact]
    public void A_pipeline_without_stages_is_none() => Assert.Equal(["AL0303", "AL0303"], Read("experiment = pipeline").Diagnostics.Select(d => d.Code));

    [Fact]
    public void The_reference_names_every_function_and_everything_that_a_stage_can_do()
    {
        string reference = EmbeddedFiles.Text(EmbeddedFiles.ReferenceName);
        Assert.All(FunctionCatalog.BuiltIn.All, f => Assert.Contains(f.Parameters.IsEmpty ? f.Name : $"{f.Name}({string.Join(", ", f.Parameters)})", reference, StringComparison.Ordinal));
        Assert.All(Schema.DefinitionSettings.Pipeline.Stage.Nodes, n => Assert.Contains(n.Key, reference, StringComparison.Ordinal));
        string[] keywords = [.. typeof(StageOperation).GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute), false)
            .Select(a => (string)((System.Text.Json.Serialization.JsonDerivedTypeAttribute)a).TypeDiscriminator!)
            // An actor of one's own is given in C# alone.
            .Except([new ActorOperation("any").Keyword])];
        Assert.Equal(keywords, Schema.DefinitionSettings.Pipeline.Stage.Operations.Keys);
    }

    [Fact]
    public void The_defaults_are_those_of_the_records()
    {
        StageDefinition read = Good<PipelineExperimentDefinition>(Read("pipeline.stages { a { range.to = 3 }, b { from = a, map = square }, c { from = b, count = on } }")).Pipeline.Stages[1];
        Assert.Equal(new StageDefinition { Name = "b", Operation = new MapOperation(new FunctionCall("square", [])), From = [] }, read with { From = [], Places = null });
    }
}
