using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>Programs outside as workers: what they answer, and what becomes of the items for which they do not.</summary>
public sealed class ProgramSpec
{
    [Theory]
    [InlineData(WorkerKind.Threads)]
    [InlineData(WorkerKind.Async)]
    public async Task Each_line_is_answered_by_the_program_of_a_worker(WorkerKind execution)
    {
        using var file = new TemporaryFile();
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 300)),
                Program("sed", "-u", "s/.*/<&>/") with { Workers = 3, Execution = execution, Order = ItemOrder.Input },
                Stage("out", new FileSink(file.Path), "ask")),
            real: true);
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
        Assert.Equal(Enumerable.Range(1, 300).Select(n => $"<{n}>"), await File.ReadAllLinesAsync(file.Path));
        // The end of each program counts as a request too.
        Assert.Equal((0, 300 + 3), (run["ask"].NotComputed, run.Result.Steps[StepKind.Request]));
    }

    [Fact]
    public async Task In_virtual_time_a_program_takes_its_cost_and_the_run_says_that_it_was_not_computed()
    {
        PipelineOutcome run = await RunAsync(Of(
            Stage("numbers", new NumberRangeSource(1, 10)),
            Program("no-such-program") with { Cost = new ConstantDistribution(SimDuration.FromMilliseconds(3)), Order = ItemOrder.Input },
            Stage("odd", new FilterOperation(Call("odd")), "ask"),
            Stage("out", new CountSink(), "odd")));
        Assert.Equal((5, 10), (run["out"].Passed, run["ask"].NotComputed));
        Assert.Equal(SimDuration.FromMilliseconds(30), run.Ended!.Elapsed);
        Assert.EndsWith("; 10 answers of programs not computed", run.Verdict.Checks[0].Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_as_long_as_may_be_goes_through_and_comes_back()
    {
        PipelineOutcome run = await BigAsync(ExternalProgram.MaxLineBytes);
        Assert.Equal((1, 0), (run["out"].Passed, run["ask"].DeadLettered));
    }

    [Fact]
    public async Task A_longer_line_is_no_answer()
    {
        PipelineOutcome run = await BigAsync(ExternalProgram.MaxLineBytes + 1);
        Assert.Equal("item 1: cat: it gave a line of more than 1048576 bytes", Assert.Single(run["ask"].GivenUp));
    }

    [Theory]
    [InlineData("exit 3", "sh: it ended with exit code 3")]
    [InlineData("exit 0", "sh: it ended with exit code 0")]
    [InlineData("echo 'cannot do that' >&2; exit 1", "sh: it ended with exit code 1; it said: cannot do that")]
    [InlineData("kill -9 $$", "sh: it was killed by signal 9")]
    [InlineData("(kill -9 $$)", "sh: it was killed by signal 9")]
    [InlineData("printf 'a\\377\\n'", "sh: it gave what is not UTF-8")]
    [InlineData("printf 'a\\nb\\n'", "sh: it gave more than one line for one")]
    [InlineData("exec >&-; sleep 4711.4711", "sh: it has closed its output")]
    public async Task What_is_no_answer_fails_the_item_and_the_next_one_gets_a_fresh_program(string onSeven, string reason)
    {
        PipelineOutcome run = await AskShellAsync(onSeven, 20, s => s with { OnFailure = FailureAction.DeadLetter });
        Assert.Equal((18, 2), (run["out"].Passed, run["ask"].DeadLettered));
        Assert.Equal($"item 7: {reason}, item 17: {reason}", string.Join(", ", run["ask"].GivenUp));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
        SystemProcesses.AssertGone("4711.4711");
    }

    [Fact]
    public async Task A_program_that_dies_once_is_asked_again_and_nothing_is_lost()
    {
        using var file = new TemporaryFile();
        PipelineOutcome run = await AskShellAsync(
            $"[ -s {file.Path} ] || {{ echo once > {file.Path}; kill -9 $$; }}; echo $l",
            20,
            s => s with { Retry = new RetryDefinition(2, SimDuration.Zero, SimDuration.Zero) });
        Assert.Equal((20, 1, 0), (run["out"].Passed, run["ask"].Retried, run["ask"].DeadLettered));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Fact]
    public async Task A_program_that_somebody_else_kills_is_started_again_and_nothing_is_lost()
    {
        int killed = 0;
        FunctionCatalog catalog = FunctionCatalog.BuiltIn.With(new FunctionEntry("kill", FunctionRole.Map, [], "kills the program at 50", _ => DelegateFunction.Map(value =>
        {
            if (value is NumberValue(50))
            {
                foreach (int id in SystemProcesses.With("4717.4717"))
                {
                    System.Diagnostics.Process.GetProcessById(id).Kill();
                    killed++;
                }
            }

            return value;
        })));
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 100)),
                Program("sh", "-c", "while read l; do echo $l; done # 4717.4717") with { From = ["killer"], Queue = new QueueDefinition(8), Retry = new RetryDefinition(3, SimDuration.Zero, SimDuration.Zero) },
                Stage("killer", new MapOperation(Call("kill")), "numbers"),
                Stage("out", new CountSink(), "ask")),
            real: true,
            catalog: catalog);
        Assert.Equal((1, 1, 100), (killed, run["ask"].Retried, run["out"].Passed));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Fact]
    public async Task A_failure_of_a_program_ends_the_run_unless_it_is_to_go_on()
    {
        PipelineOutcome run = await AskShellAsync("exit 3", 20, s => s);
        Assert.Equal(("ask", "sh: it ended with exit code 3"), (run.Ended!.Failure!.Stage, run.Ended.Failure.Cause.Message));
    }

    [Fact]
    public async Task A_program_that_gives_no_answer_in_time_is_killed_with_all_that_it_has_started()
    {
        PipelineOutcome run = await AskShellAsync("sleep 4712.4712; echo $l", 20, s => s with { Timeout = SimDuration.FromMilliseconds(500), OnFailure = FailureAction.DeadLetter });
        Assert.Equal((18, 2, 2), (run["out"].Passed, run["ask"].DeadLettered, run["ask"].TimedOut));
        SystemProcesses.AssertGone("4712.4712");
    }

    [Fact]
    public async Task A_program_that_answers_twice_is_found_out()
    {
        // The second answer comes when nobody asks, together with the first, or when the program is let go: never silently as the answer to another line.
        PipelineOutcome run = await AskShellAsync("echo $l; echo $l", 7, s => s with { OnFailure = FailureAction.DeadLetter });
        string told = run.Ended!.Failure?.Cause.Message ?? Assert.Single(run["ask"].GivenUp);
        Assert.Matches("nobody asked for|more than one line", told);
    }

    [Fact]
    public async Task A_program_that_says_more_at_its_end_than_it_was_asked_makes_the_run_fail()
    {
        PipelineOutcome run = await RunAsync(
            Of(Stage("numbers", new NumberRangeSource(1, 10)), Program("sh", "-c", "while read l; do echo $l; done; echo done") with { Workers = 2 }, Stage("out", new CountSink(), "ask")),
            real: true);
        Assert.Equal(("ask", "sh: it gave output that nobody asked for"), (run.Ended!.Failure!.Stage, run.Ended.Failure.Cause.Message));
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_named()
    {
        PipelineOutcome run = await RunAsync(Of(Stage("numbers", new NumberRangeSource(1, 3)), Program("no-such-program"), Stage("out", new CountSink(), "ask")), real: true);
        Assert.StartsWith("no-such-program: it ended with exit code 127; it said: ", run.Ended!.Failure!.Cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_run_leaves_no_program_behind()
    {
        using var interrupt = new CancellationTokenSource();
        Task<PipelineOutcome> run = RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 3)),
                Program("sh", "-c", "sleep 4713.4713; read l; sleep 4713.4713") with { Workers = 2 },
                Stage("out", new CountSink(), "ask")),
            real: true,
            interrupt: interrupt.Token);
        while (SystemProcesses.With("4713.4713").Count < 4) await Task.Yield();
        await interrupt.CancelAsync();
        Assert.Equal(RunOutcome.Interrupted, (await run).Result.Outcome);
        SystemProcesses.AssertGone("4713.4713");
    }

    [Fact]
    public async Task A_program_that_hangs_does_not_hold_up_a_run_that_has_failed_elsewhere()
    {
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 10)),
                Program("sh", "-c", "sleep 4714.4714"),
                Stage("flaky", new FailSomeOperation(FailureKind.Error, 0, 3), "numbers"),
                Stage("out", new CountSink(), "ask", "flaky")),
            real: true);
        Assert.Equal((RunOutcome.Completed, "flaky"), (run.Result.Outcome, run.Ended!.Failure!.Stage));
        SystemProcesses.AssertGone("4714.4714");
    }

    private static StageDefinition Program(params string[] command) => Stage("ask", new ProgramOperation([.. command]), "numbers");

    /// <summary>A shell that answers every number with itself, and does something else for those that end in 7.</summary>
    private static Task<PipelineOutcome> AskShellAsync(string onSeven, int items, Func<StageDefinition, StageDefinition> change) => RunAsync(
        Of(
            Stage("numbers", new NumberRangeSource(1, items)),
            change(Program("sh", "-c", $"while read l; do case $l in *7) {onSeven};; *) echo $l;; esac; done")),
            Stage("out", new CountSink(), "ask")),
        real: true);

    private static Task<PipelineOutcome> BigAsync(int bytes)
    {
        FunctionCatalog catalog = FunctionCatalog.BuiltIn.With(
            new FunctionEntry("big", FunctionRole.Map, [], "a long text", _ => DelegateFunction.Map(_ => new TextValue(new string('x', bytes)))));
        return RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 1)),
                Stage("long", new MapOperation(Call("big")), "numbers"),
                Stage("ask", new ProgramOperation(["cat"]), "long") with { OnFailure = FailureAction.DeadLetter },
                Stage("out", new CountSink(), "ask")),
            real: true,
            catalog: catalog);
    }

    private sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());

        public void Dispose() => File.Delete(Path);
    }
}
