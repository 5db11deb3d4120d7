using System.Collections.Immutable;
using System.Text;
using ActorLab.Core.Plan;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Planning;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

public sealed class SourceSpec
{
    private static Task<PipelineOutcome> CopiedAsync(string content, bool real) => RunWithFilesAsync(
        d => Of(Stage("lines", new LinesSource($"{d}in")), Stage("out", new FileSink($"{d}out"), "lines")), real, input: [("in", content)]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_line_ends_with_LF_or_CR_LF_and_the_last_one_may_have_no_end(bool real)
    {
        Assert.Equal("a\nb\n\nc\n", (await CopiedAsync("a\r\nb\n\nc", real)).Texts["out"]);
        Assert.Equal("a\nb\n", (await CopiedAsync("a\nb\n", real)).Texts["out"]);
        Assert.Equal("a\n\n", (await CopiedAsync("a\n\n", real)).Texts["out"]);
        // A CR that no LF follows belongs to the line.
        Assert.Equal("a\rb\r\n", (await CopiedAsync("a\rb\r", real)).Texts["out"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_empty_file_has_no_lines(bool real)
    {
        PipelineOutcome run = await CopiedAsync("", real);
        Assert.Equal(0, run["lines"].Taken);
        Assert.Equal("", run.Texts["out"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lines_and_their_ends_may_lie_across_the_pieces_in_which_a_file_is_read(bool real)
    {
        const int Piece = 64 * 1024;
        string[] lines = [new string('x', Piece - 1), "é" + new string('y', Piece * 2), new string('z', Piece - 3), "end"];
        Assert.Equal(lines, (await CopiedAsync(string.Join("\r\n", lines), real)).Lines("out"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_is_missing_fails_the_run_and_names_the_stage(bool real)
    {
        PipelineOutcome run = await RunWithFilesAsync(d => Of(Stage("lines", new LinesSource($"{d}in")), Stage("out", new CountSink(), "lines")), real);
        Assert.Equal("lines", run.Ended!.Failure!.Stage);
    }

    [Fact]
    public async Task The_standard_input_of_a_simulated_machine_is_a_file()
    {
        PipelineDefinition definition = Of(Stage("lines", new StdinSource()), Stage("upper", new MapOperation(Call("upper")), "lines"), Stage("out", new StdoutSink(), "upper"));
        ScenarioPlan plan = PipelinePlan.Build(definition, FunctionCatalog.BuiltIn, FourCores, 1);
        plan = plan with { Files = plan.Files.Add(StandardStreams.Input, Encoding.UTF8.GetBytes("one\ntwo\n")) };
        PipelineOutcome run = await RunAsync(definition, plan: plan);
        Assert.Equal("ONE\nTWO\n", Encoding.UTF8.GetString(run.Result.Files[StandardStreams.Output].Span));
    }

    [Fact]
    public async Task What_is_generated_depends_on_the_seed_and_not_on_the_engine()
    {
        static Task<PipelineOutcome> Generated(bool real, ulong seed) => RunWithFilesAsync(
            d => Of(
                Stage("words", new GeneratorSource(50, GeneratedKind.Words, Keys: 3)),
                Stage("counted", new CountByKeyOperation(), "words"),
                Stage("counts", new FileSink($"{d}counts"), "counted"),
                Stage("out", new FileSink($"{d}out"), "words")),
            real,
            seed);
        PipelineOutcome simulated = await Generated(real: false, 7), real = await Generated(real: true, 7), other = await Generated(real: false, 8);
        Assert.Equal(50, simulated.Lines("out").Length);
        Assert.Equal(simulated.Texts, real.Texts);
        Assert.NotEqual(simulated.Texts["out"], other.Texts["out"]);
        Assert.Equal(["k1", "k2", "k3"], simulated.Lines("counts").Select(l => l[..2]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_timed_source_gives_one_item_an_interval()
    {
        PipelineOutcome run = await RunAsync(Of(Stage("ticks", new NumberRangeSource(1, 5) with { Interval = new ConstantDistribution(SimDuration.FromMilliseconds(10)) }), Stage("out", new CountSink(), "ticks")));
        Assert.Equal(5, run["out"].Passed);
        Assert.Equal(SimDuration.FromMilliseconds(50), run.Ended!.Elapsed);
    }
}
