using ActorLab.Core.Engine;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Building;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>Pipelines written in C#.</summary>
public sealed class BuilderSpec
{
    [Fact]
    public void A_pipeline_in_CSharp_is_the_one_of_its_records()
    {
        PipelineBuilder builder = Pipeline.Named("word-count").PathsFrom("/texts").Window(50).MayDeadlock()
            .Stage("lines", s => s.Lines("poem.txt").Every(SimDuration.FromMilliseconds(1)))
            .Stage("words", s => s.From("lines").FlatMap("split(' ')").Workers(4).Retry(3).DeadLetters("bad").Queue(8, OverflowPolicy.DropHead))
            .Stage("out", s => s.From("words").Order(ItemOrder.Input).File("out.txt"))
            .Stage("bad", s => s.Count());
        PipelineDefinition records = Of(
            Stage("lines", new LinesSource("/texts/poem.txt") { Interval = new ConstantDistribution(SimDuration.FromMilliseconds(1)) }),
            Stage("words", new FlatMapOperation(Call("split", " ")), "lines") with
            {
                Workers = 4,
                Retry = new RetryDefinition(3, SimDuration.FromMilliseconds(10), SimDuration.FromSeconds(1)),
                OnFailure = FailureAction.DeadLetter,
                DeadLetters = "bad",
                Queue = new QueueDefinition(8, OverflowPolicy.DropHead),
            },
            Stage("out", new FileSink("/texts/out.txt"), "words") with { Order = ItemOrder.Input },
            Stage("bad", new CountSink())) with { Name = "word-count", Window = 50, MayDeadlock = true };
        Assert.Equal(PipelineForm.Write(records), PipelineForm.Write(builder.Definition));
    }

    [Fact]
    public async Task Functions_of_ones_own_are_stages_like_any_other()
    {
        PipelineBuilder builder = Pipeline.Named("own")
            .Stage("numbers", s => s.Range(1, 100))
            .Stage("halves", s => s.From("numbers").Filter("can-be-halved", v => ((NumberValue)v).Number % 2 == 0))
            .Stage("half", s => s.From("halves").Map("half", v => new NumberValue(((NumberValue)v).Number / 2)).Workers(3))
            .Stage("both", s => s.From("half").FlatMap("twice", v => [v, v]))
            .Stage("keys", s => s.From("both").KeyBy("parity", v => ((NumberValue)v).Number % 2 == 0 ? "even" : "odd"))
            .Stage("out", s => s.From("keys").Order(ItemOrder.Input).Verify());
        Assert.Empty(builder.Findings);
        PipelineOutcome run = await RunAsync(builder.Definition, catalog: builder.Catalog);
        Assert.Equal(RunOutcome.Completed, run.Result.Outcome);
        Assert.Equal((50, 100), (run["halves"].Filtered, run["out"].Passed));
    }

    [Fact]
    public void A_function_of_ones_own_cannot_leave_its_process()
    {
        PipelineBuilder builder = Pipeline.Named("own")
            .Stage("numbers", s => s.Range(1, 100))
            .Stage("same", s => s.From("numbers").Map("same", v => v).Execution(WorkerKind.Processes))
            .Stage("out", s => s.From("same").Count());
        Assert.Equal("stages.same.execution: same.execution: expected threads or async for 'same', got processes. A function that was made in C# cannot leave its process. [AL0307]", Assert.Single(builder.Findings).ToString());
    }

    [Fact]
    public void What_no_file_could_say_is_refused_at_once()
    {
        Assert.Throws<ArgumentException>(() => Pipeline.Named("a").Stage("b", s => s.From("c")));
        Assert.Throws<ArgumentException>(() => Pipeline.Named("a").Stage("b", s => s.Count().Stdout()));
        Assert.Throws<ArgumentException>(() => Pipeline.Named("a").Stage("b", s => s.Map("upper", v => v)));
        Assert.Throws<ArgumentException>(() => Pipeline.Named("a").Stage("b", s => s.Count().Every(SimDuration.FromSeconds(1))));
        Assert.Throws<FormatException>(() => Pipeline.Named("a").Stage("b", s => s.Map("add(1")));
    }

    [Theory]
    [InlineData("upper", "upper")]
    [InlineData(" add ( 10 ) ", "add(10)")]
    [InlineData("field(2, ';')", "field(2, ;)")]
    [InlineData("field(2, ', ')", "field(2, ', ')")]
    [InlineData("""split("'")""", """split("'")""")]
    [InlineData("split(())", "split(())")]
    [InlineData("split('')", "split('')")]
    [InlineData("now()", "now")]
    public void A_function_is_written_as_it_is_called(string text, string plain)
    {
        FunctionCall? call = FunctionCall.Parse(text);
        Assert.Equal(plain, call?.ToString());
        Assert.Equal(call, FunctionCall.Parse(plain));
    }

    [Theory]
    [InlineData("")]
    [InlineData("(")]
    [InlineData("Add(1)")]
    [InlineData("add(1")]
    [InlineData("add(1,)")]
    [InlineData("add(,1)")]
    [InlineData("add('1)")]
    [InlineData("add('1' 2)")]
    [InlineData("add(1) 2")]
    public void What_is_no_function_is_none(string text) => Assert.Null(FunctionCall.Parse(text));
}
