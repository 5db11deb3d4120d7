using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Planning;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>What is said about a pipeline before it starts.</summary>
public sealed class ChecksSpec
{
    private static readonly StageDefinition Numbers = Stage("numbers", new NumberRangeSource(1, 10));
    private static readonly StageDefinition Keyed = Stage("numbers", new GeneratorSource(10, Keys: 3));

    [Fact]
    public void Nothing_is_said_about_a_pipeline_that_is_right() =>
        AssertFinds([], Numbers, Work("work", "numbers") with { Workers = 4, OnFailure = FailureAction.DeadLetter, DeadLetters = "bad" }, Out("work") with { Order = ItemOrder.Input }, Stage("bad", new CountSink()));

    [Fact]
    public void Everything_is_found_at_once_with_its_place_the_nearest_name_and_no_consequences() => AssertFinds(
        [
            "name: name: expected a name of small letters, digits and single hyphens that begins with a letter, got 'My Pipeline' [AL0301]",
            "window: window: expected 1 to 1000000 items, got 0 [AL0306]",
            "stages.numbers: numbers: expected a stage that takes from it, got none. A sink with from = numbers would. [AL0303]",
            "stages.work.from: work.from: expected the name of a stage, got 'nubers'. Did you mean numbers? [AL0302]",
            "stages.work.dead-letters: work.dead-letters: expected the name of a sink, got 'nowhere' [AL0302]",
            "stages.Twice: Twice: expected a name of small letters, digits and single hyphens that begins with a letter, got 'Twice' [AL0301]",
            "stages.Twice.from: Twice.from: expected nothing for a source, got work [AL0303]",
            "stages.out.from[1]: out.from[1]: expected each stage once, got 'work' again. A pass stage between the two makes of 'work' another stage. [AL0303]",
            "stages.out.from[2]: out.from[2]: expected a stage that passes items on, got sink 'out' [AL0303]",
            "stages.out: out: expected a name that no other stage has, got 'out' [AL0301]",
            "stages.out.from: out.from: expected no cycle, got out -> out. Nothing bounds what goes round. [AL0304]",
            "stages.work.map: work.map: expected the name of a function, got 'uper'. Did you mean upper? [AL0305]",
            "stages.work.workers: work.workers: expected 1 to 1000, got 0 [AL0306]",
            "stages.Twice.generate.count: Twice.generate.count: expected 0 to 1000000000000, got -1 [AL0306]",
        ],
        Of(
            Numbers,
            Stage("work", new MapOperation(Call("uper")), "nubers") with { OnFailure = FailureAction.DeadLetter, DeadLetters = "nowhere", Workers = 0, Order = ItemOrder.PerKey },
            Stage("Twice", new GeneratorSource(-1), "work"),
            Stage("out", new CountSink(), "work", "work", "out"),
            Stage("out", new CountSink(), "Twice")) with { Name = "My Pipeline", Window = 0 });

    [Fact]
    public void A_pipeline_needs_a_source_a_sink_and_connections()
    {
        AssertFinds(["stages: stages: expected at least one source, got none. A source is a stage with lines, stdin, range or generate. [AL0303]", "stages: stages: expected at least one sink, got none. A sink is a stage with file, stdout, count or verify. [AL0303]"]);
        AssertFinds(["stages.lost.from: lost.from: expected the stage that it takes from, got nothing [AL0303]"], Numbers, Out("numbers"), Stage("lost", new CountSink()));
        AssertFinds(
            ["stages.out.from: out.from: expected the name of a stage, got 'x'. Known: numbers. [AL0302]", "stages.numbers: numbers: expected a stage that takes from it, got none. A sink with from = numbers would. [AL0303]"],
            Stage("out", new CountSink(), "x"), Numbers);
    }

    [Fact]
    public void A_cycle_is_named_once_from_the_stage_that_was_written_first() => AssertFinds(
        ["stages.a.from: a.from: expected no cycle, got a -> b -> c -> a. Nothing bounds what goes round. [AL0304]"],
        Numbers, Work("a", "numbers", "c"), Work("b", "a"), Work("c", "b"), Out("c"));

    [Theory]
    [InlineData("add", "", "work.map: expected a function that can be called so, got add. The function says: expected add(number), got add. [AL0305]")]
    [InlineData("add", "x", "work.map: expected a function that can be called so, got add(x). The function says: add(x): expected a whole number, got 'x'. [AL0305]")]
    [InlineData("even", "", "work.map: expected the name of a function, got 'even'. It is a predicate. [AL0305]")]
    public void A_call_that_cannot_be_made_says_why(string name, string argument, string expected) =>
        AssertFinds([$"stages.work.map: {expected}"], Numbers, Stage("work", new MapOperation(Call(name, argument.Length == 0 ? [] : [argument])), "numbers"), Out("work"));

    [Fact]
    public void Settings_that_a_kind_of_stage_has_no_use_for_are_found() => AssertFinds(
        [
            "stages.numbers.workers: numbers.workers: expected nothing for a source, got 2 [AL0307]",
            "stages.lists.timeout: lists.timeout: expected nothing for batch, which takes one item after another, got 1 s [AL0307]",
            "stages.out.fan-out: out.fan-out: expected nothing for a sink, got balance [AL0307]",
            "stages.out.fan-in: out.fan-in: expected merge, or several stages to take from, got one, 'lists' [AL0307]",
        ],
        Numbers with { Workers = 2 }, Stage("lists", new BatchOperation(3), "numbers") with { Timeout = SimDuration.FromSeconds(1) }, Out("lists") with { FanOut = FanOut.Balance, FanIn = FanIn.Zip });

    [Fact]
    public void Settings_that_do_not_go_together_are_found()
    {
        AssertFinds(["stages.work.dead-letters: work.dead-letters: expected on-failure = dead-letter beside it, got on-failure = fail. A run that fails has no dead letters. [AL0307]"],
            Numbers, Work("work", "numbers") with { DeadLetters = "bad" }, Out("work"), Stage("bad", new CountSink()));
        AssertFinds(["stages.work.dead-letters: work.dead-letters: expected a sink that does not take from 'work', got 'out'. Its dead letters would be mixed with what it has done. [AL0303]"],
            Numbers, Work("work", "numbers") with { OnFailure = FailureAction.DeadLetter, DeadLetters = "out" }, Out("work"));
        AssertFinds(["stages.work.fail-some: work.fail-some: expected execution = processes for crash, got threads. In this process it would end the run. [AL0307]"],
            Numbers, Stage("work", new FailSomeOperation(FailureKind.Crash, 0.1), "numbers"), Out("work"));
        AssertFinds(["stages.work.batch-size: work.batch-size: expected at most 65536 items at all workers together, got 1000 times 66 [AL0306]"],
            Numbers, Work("work", "numbers") with { Workers = 1000, BatchSize = 66 }, Out("work"));
        AssertFinds(["stages.work.dispatcher: work.dispatcher: expected one that threads and async do not share, got 'own', which is that of 'own' too [AL0307]"],
            Numbers, Work("own", "numbers") with { Execution = WorkerKind.Async }, Work("work", "own") with { Dispatcher = "own" }, Out("work"));
        AssertFinds(["stages.work.placement: work.placement: expected execution = processes beside it, got threads. Only workers in processes are placed. [AL0307]"],
            Numbers, Work("work", "numbers") with { Placement = "left" }, Out("work"));
        AssertFinds(["stages.work.placement: work.placement: expected a name that is free, got 'own-2', which is that of a worker of 'own' [AL0307]"],
            Numbers, Work("own", "numbers") with { Execution = WorkerKind.Processes, Workers = 2 }, Work("work", "own") with { Execution = WorkerKind.Processes, Placement = "own-2" }, Out("work"));
        AssertFinds(["stages.again.file: again.file: expected a file of its own, got that of 'out'. One sink can take from several stages. [AL0307]", "stages.lines.lines: lines.lines: expected a file that nobody writes, got that of 'out' [AL0307]"],
            Stage("lines", new LinesSource("/x")), Stage("out", new FileSink("/x"), "lines"), Stage("again", new FileSink("/x"), "lines"));
    }

    [Fact]
    public void Keys_are_asked_for_only_where_there_are_some()
    {
        const string hint = "A key-by stage before it gives them keys; what becomes one item of several loses them. [AL0308]";
        AssertFinds([$"stages.work.order: work.order: expected items with keys for per-key, got items without. {hint}"], Numbers, Work("work", "numbers") with { Workers = 2, Order = ItemOrder.PerKey }, Out("work"));
        AssertFinds([], Keyed, Work("work", "numbers") with { Workers = 2, Order = ItemOrder.PerKey }, Out("work"));
        AssertFinds([$"stages.lists.fan-out: lists.fan-out: expected items with keys for consistent-hash, got items without. {hint}"],
            Keyed, Stage("lists", new BatchOperation(2), "numbers") with { FanOut = FanOut.ConsistentHash }, Stage("a", new CountSink(), "lists"), Stage("b", new CountSink(), "lists"));
        AssertFinds([$"stages.count.count-by-key: count.count-by-key: expected items with keys, got items without. {hint}"], Numbers, Stage("count", new CountByKeyOperation(), "numbers"), Out("count"));
        AssertFinds(["stages.count.order: count.order: expected per-key for count-by-key with several workers, got arrival. A key must belong to one worker, or each counts its own. [AL0307]"],
            Keyed, Stage("count", new CountByKeyOperation(), "numbers") with { Workers = 2 }, Out("count"));
    }

    [Fact]
    public void An_order_that_cannot_be_had_is_found_with_the_stage_that_lost_it()
    {
        StageDefinition scattering = Work("scatter", "numbers") with { Workers = 4 };
        AssertFinds(["stages.out.order: out.order: expected an order that its items can have, got input. Impossible: 'lists' makes its items of what comes in no order. [AL0308]"],
            Numbers, scattering, Stage("lists", new BatchOperation(2), "scatter"), Out("lists") with { Order = ItemOrder.Input });
        AssertFinds([], Numbers, scattering, Stage("lists", new BatchOperation(2), "scatter") with { Order = ItemOrder.Input }, Out("lists") with { Order = ItemOrder.Input });
        AssertFinds(["stages.out.order: out.order: expected an order that its items can have, got input. Impossible: 'out' mixes streams. [AL0308]"],
            Numbers, Stage("others", new NumberRangeSource(1, 3)), Out("numbers", "others") with { Order = ItemOrder.Input });
        AssertFinds(["stages.out.order: out.order: expected an order that its items can have, got input. Impossible: the queue before 'more' drops items, and nobody could know which to wait for. [AL0308]"],
            Numbers, scattering, Work("more", "scatter") with { Queue = new QueueDefinition(3, OverflowPolicy.DropNew) }, Out("more") with { Order = ItemOrder.Input });
        AssertFinds(["stages.bad.order: bad.order: expected an order that its items can have, got input. Impossible: they are what 'work' gave up, and nobody could know which to wait for. [AL0308]"],
            Numbers, Work("work", "numbers") with { OnFailure = FailureAction.DeadLetter, DeadLetters = "bad" }, Out("work"), Stage("bad", new CountSink()) with { Order = ItemOrder.Input });
        AssertFinds(["stages.work.order: work.order: expected an order that its items can have, got per-key. They come in no order since 'scatter'. With order = input it would keep theirs. [AL0308]"],
            Keyed, scattering, Work("work", "scatter") with { Workers = 2, Order = ItemOrder.PerKey }, Out("work"));
        AssertFinds(["stages.out.verify: out.verify: expected a check other than order, got order. There is none to check: 'out' mixes streams. [AL0308]"],
            Numbers, Stage("others", new NumberRangeSource(1, 3)), Stage("out", new VerifierSink(["order"]), "numbers", "others"));
    }

    [Fact]
    public void An_ordered_merge_takes_streams_in_the_order_of_their_sources()
    {
        StageDefinition others = Stage("others", new NumberRangeSource(1, 3)), third = Stage("third", new NumberRangeSource(1, 3));
        StageDefinition merge = Out("join", "third") with { FanIn = FanIn.OrderedMerge };
        StageDefinition join = Work("join", "numbers", "others");
        AssertFinds([], Numbers, others, third, join with { FanIn = FanIn.Zip }, merge);
        AssertFinds([], Numbers, others, third, join with { FanIn = FanIn.OrderedMerge, Workers = 2, Order = ItemOrder.Input }, merge);
        AssertFinds([], Numbers, third, Work("scatter", "numbers") with { Workers = 2 }, Stage("join", new BatchOperation(2), "scatter") with { Order = ItemOrder.Input }, merge);
        string[] lost = ["stages.out.from[0]: out.from[0]: expected a stream in the order of its source for ordered-merge, got 'join', which has lost it [AL0308]"];
        AssertFinds(lost, Numbers, others, third, join with { FanIn = FanIn.Concat }, merge);
        AssertFinds(lost, Numbers, others, third, join, merge);
        AssertFinds(lost, Numbers, third, Work("scatter", "numbers") with { Workers = 2 }, Stage("join", new BatchOperation(2), "scatter"), merge);
    }

    [Fact]
    public void What_could_not_be_read_has_no_consequences()
    {
        PipelineDefinition definition = Of(Numbers, Work("work"), Out("numbers"), Stage("b", new CountSink(), "work") with { Order = ItemOrder.Input });
        Assert.Equal(["AL0303", "AL0303"], PipelineChecks.Find(Of(Numbers, Work("work"), Out("numbers"), Work("lost", "work")), FunctionCatalog.BuiltIn).Select(d => d.Code));
        Assert.Empty(PipelineChecks.Find(definition, FunctionCatalog.BuiltIn, new HashSet<string> { "work" }));
    }

    [Fact]
    public void More_stages_than_anybody_writes_are_not_looked_at() => AssertFinds(
        ["stages: stages: expected at most 100 stages, got 101 [AL0306]"], [Numbers, .. Enumerable.Range(0, 100).Select(i => Work($"a-{i}", "x"))]);

    [Theory]
    [InlineData(FanOut.Broadcast, FanIn.Zip)]
    [InlineData(FanOut.Broadcast, FanIn.OrderedMerge)]
    [InlineData(FanOut.RoundRobin, FanIn.Zip)]
    public void The_widest_pipeline_that_is_looked_at_is_looked_at_in_a_moment(FanOut fanOut, FanIn fanIn)
    {
        // Layers in which everybody takes from everybody.
        const int layers = 5, width = 7;
        StageDefinition[] stages = [
            .. Enumerable.Range(0, width).Select(i => Stage($"s-{i}", new NumberRangeSource(1, 3)) with { FanOut = fanOut }),
            .. Enumerable.Range(1, layers - 1).SelectMany(l => Enumerable.Range(0, width).Select(i =>
                Work($"w-{l}-{i}", [.. Enumerable.Range(0, width).Select(j => l == 1 ? $"s-{j}" : $"w-{l - 1}-{j}")]) with { FanIn = fanIn, FanOut = fanOut })),
            Out($"w-{layers - 1}-0")];
        Assert.InRange(stages.Sum(s => s.From.Length), 190, PipelineLimits.MaxConnections);
        long before = GC.GetAllocatedBytesForCurrentThread();
        PipelineChecks.Find(Of(stages), FunctionCatalog.BuiltIn);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 << 20);
    }

    internal static StageDefinition Work(string name, params string[] from) => Stage(name, new PassOperation(), from);

    internal static StageDefinition Out(params string[] from) => Stage("out", new CountSink(), from);

    private static void AssertFinds(string[] expected, params StageDefinition[] stages) => AssertFinds(expected, Of(stages));

    private static void AssertFinds(string[] expected, PipelineDefinition definition)
    {
        string[] found = [.. PipelineChecks.Find(definition, FunctionCatalog.BuiltIn).Select(f => f.ToString())];
        Assert.Equal(string.Join('\n', expected), string.Join('\n', found));
    }
}
