using Akka.Actor;
using ActorLab.Core.Engine;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Building;
using ActorLab.Pipelines.Definition;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>Actors of Akka.NET's as stages.</summary>
public sealed class ActorStageSpec
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_item_is_handed_to_an_actor_and_its_answer_goes_on_in_order(bool real)
    {
        PipelineBuilder builder = Pipeline.Named("doubles")
            .Stage("numbers", s => s.Range(1, 200))
            .Stage("double", Props.Create(() => new Doubling()), s => s.From("numbers").Workers(4))
            .Stage("file", s => s.From("double").Order(ItemOrder.Input).File("/doubles"));
        Assert.Empty(builder.Findings);
        PipelineOutcome run = await RunWithFilesAsync(folder => Into(builder, folder), real, catalog: builder.Catalog);
        Assert.Equal((RunOutcome.Completed, VerdictStatus.Holds), (run.Result.Outcome, run.Verdict.Status));
        Assert.Equal(Enumerable.Range(1, 200).Select(n => $"{2 * n}"), run.Lines("doubles"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_actor_may_answer_later_and_by_way_of_others(bool real)
    {
        PipelineBuilder builder = Pipeline.Named("texts")
            .Stage("numbers", s => s.Range(1, 20))
            .Stage("text", Props.Create(() => new Asking()), s => s.From("numbers"))
            .Stage("file", s => s.From("text").File("/texts"));
        PipelineOutcome run = await RunWithFilesAsync(folder => Into(builder, folder), real, catalog: builder.Catalog);
        Assert.Equal(RunOutcome.Completed, run.Result.Outcome);
        Assert.Equal(Enumerable.Range(1, 20).Select(n => $"number {n}"), run.Lines("texts"));
        // Each answer takes 10 ms, on the virtual clock to the nanosecond.
        // What remains are the steps of the sink that writes the file.
        if (!real) Assert.Equal(new SimDuration(200_000_600), run.Result.Elapsed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_actor_throws_fails_the_item_and_a_fresh_one_takes_the_next(bool real)
    {
        PipelineBuilder builder = Pipeline.Named("failing")
            .Stage("numbers", s => s.Range(1, 10))
            .Stage("fragile", Props.Create(() => new Fragile()), s => s.From("numbers").DeadLetters("lost"))
            .Stage("out", s => s.From("fragile").Count())
            .Stage("lost", s => s.Count());
        PipelineOutcome run = await RunAsync(builder.Definition, real, catalog: builder.Catalog);
        Assert.Equal(RunOutcome.Completed, run.Result.Outcome);
        // 3 and 6 throw, 9 is answered with a failure; the fresh instance has counted from the beginning again.
        Assert.Equal((7, 3), (run["out"].Passed, run["fragile"].DeadLettered));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failed_item_is_tried_again_as_the_stage_says(bool real)
    {
        PipelineBuilder builder = Pipeline.Named("retried")
            .Stage("numbers", s => s.Range(1, 10))
            .Stage("twice", Props.Create(() => new SecondTime(new HashSet<long>())), s => s.From("numbers").Retry(2, SimDuration.FromMilliseconds(1)))
            .Stage("out", s => s.From("twice").Count());
        PipelineOutcome run = await RunAsync(builder.Definition, real, catalog: builder.Catalog);
        Assert.Equal(RunOutcome.Completed, run.Result.Outcome);
        Assert.Equal((10, 10), (run["out"].Passed, run["twice"].Retried));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_is_no_value_and_a_second_one_do_not_shift_the_others(bool real)
    {
        PipelineBuilder builder = Pipeline.Named("talkative")
            .Stage("numbers", s => s.Range(1, 10))
            .Stage("talk", Props.Create(() => new Talkative()), s => s.From("numbers").DeadLetters())
            .Stage("file", s => s.From("talk").File("/said"));
        PipelineOutcome run = await RunWithFilesAsync(folder => Into(builder, folder), real, catalog: builder.Catalog);
        Assert.Equal(RunOutcome.Completed, run.Result.Outcome);
        Assert.Equal(Enumerable.Range(1, 10).Where(n => n != 5).Select(n => $"{n}"), run.Lines("said"));
        Assert.Equal(1, run["talk"].DeadLettered);
    }

    [Fact]
    public async Task An_actor_that_never_answers_is_given_up_after_the_time_out()
    {
        PipelineBuilder builder = Pipeline.Named("silent")
            .Stage("numbers", s => s.Range(1, 3))
            .Stage("silent", Props.Create(() => new Silent()), s => s.From("numbers").Timeout(SimDuration.FromSeconds(1)).DeadLetters())
            .Stage("out", s => s.From("silent").Count());
        PipelineOutcome run = await RunAsync(builder.Definition, catalog: builder.Catalog);
        Assert.Equal((RunOutcome.Completed, 0, 3), (run.Result.Outcome, run["out"].Passed, run["silent"].DeadLettered));
        Assert.Equal(SimDuration.FromSeconds(3), run.Result.Elapsed);
    }

    [Fact]
    public async Task Ten_runs_in_virtual_time_are_alike()
    {
        PipelineBuilder builder = Pipeline.Named("texts")
            .Stage("numbers", s => s.Range(1, 50))
            .Stage("text", Props.Create(() => new Asking()), s => s.From("numbers").Workers(3))
            .Stage("out", s => s.From("text").Order(ItemOrder.Input).Verify());
        var digests = new HashSet<ulong?>();
        for (int i = 0; i < 10; i++) digests.Add((await RunAsync(builder.Definition, catalog: builder.Catalog)).Result.TraceDigest);
        Assert.Single(digests);
    }

    [Fact]
    public void An_actor_that_the_pipeline_was_not_given_and_one_in_a_process_are_refused()
    {
        PipelineDefinition unknown = Of(Stage("numbers", new NumberRangeSource(1, 3)), Stage("own", new ActorOperation("own"), "numbers"), Stage("out", new CountSink(), "own"));
        Assert.Contains("the name of an actor that the pipeline was given in C#", Assert.Single(Planning.PipelineChecks.Find(unknown, Functions.FunctionCatalog.BuiltIn)).ToString(), StringComparison.Ordinal);
        PipelineBuilder processes = Pipeline.Named("own")
            .Stage("numbers", s => s.Range(1, 3))
            .Stage("own", Props.Create(() => new Doubling()), s => s.From("numbers").Execution(WorkerKind.Processes))
            .Stage("out", s => s.From("own").Count());
        Assert.Contains("an actor does not leave its process", Assert.Single(processes.Findings).ToString(), StringComparison.Ordinal);
    }

    private static PipelineDefinition Into(PipelineBuilder builder, string folder)
    {
        PipelineDefinition definition = builder.Definition;
        StageDefinition last = definition.Stages[^1];
        return definition with { Stages = definition.Stages.SetItem(definition.Stages.Length - 1, last with { Operation = new FileSink(folder + ((FileSink)last.Operation).Path[1..]) }) };
    }

    private sealed class Doubling : ReceiveActor
    {
        public Doubling() => Receive<long>(number => Sender.Tell(2 * number));
    }

    /// <summary>Asks a child, which takes its time.</summary>
    private sealed class Asking : ReceiveActor
    {
        public Asking()
        {
            IActorRef child = Context.ActorOf(Props.Create(() => new Slow()));
            ReceiveAsync<long>(async number =>
            {
                IActorRef asker = Sender;
                asker.Tell(await child.Ask<string>(number));
            });
        }
    }

    private sealed class Slow : ReceiveActor
    {
        public Slow() => Receive<long>(number => Context.System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(10), Sender, $"number {number}", Self));
    }

    private sealed class Fragile : UntypedActor
    {
        private int _seen;

        protected override void OnReceive(object message)
        {
            _seen++;
            if ((long)message == 9) Sender.Tell(new Status.Failure(new InvalidOperationException("nine")));
            else if (_seen == 3) throw new InvalidOperationException("every third");
            else Sender.Tell(message);
        }
    }

    private sealed class SecondTime(HashSet<long> seen) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (seen.Add((long)message)) throw new InvalidOperationException("not at first");
            Sender.Tell(message);
        }
    }

    private sealed class Talkative : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            Sender.Tell((long)message == 5 ? new object() : message);
            Sender.Tell("and something else");
            Context.Parent.Tell("something that nothing asked for");
        }
    }

    private sealed class Silent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
