using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Transports;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Cli.Tests.Processes;

/// <summary>Children that are no nodes: the run ends, with a reason, and does not wait for them.</summary>
[Collection(ProcessFaults.Name)]
public sealed class ImpostorSpec
{
    /// <summary>Ten lost workers are replaced.</summary>
    private const int LossesAllowed = 10;

    private const string AndWait = "; exec cat <&$1 >/dev/null";

    public static TheoryData<string, string, string> Scripts => new()
    {
        // Bytes at random would now and then begin with the length of a frame that could be.
        { "text", "yes 'Traceback (most recent call last):' | head -c 100000 >&$2" + AndWait, "process-1 sent what is no frame: " },
        { "a frame of 2 GiB", @"printf '\x00\x00\x00\x80' >&$2" + AndWait, "process-1 sent what is no frame: byte 0: a frame claims 2147483648 bytes; " },
        { "half a frame and the end", @"printf '\x40\x00\x00\x00\x2a' >&$2", "process-1 closed its end, 5 bytes into a frame" },
    };

    [Fact]
    public async Task A_program_that_is_missing_ends_the_run()
    {
        // Each loss comes while the one who is lost is being placed and watched: many runs, to meet all the moments.
        for (int run = 0; run < 30; run++) await AssertGivenUp(new ChildProgram("/nowhere/to/be-found", []), "process-1 could not be started: node 'process-1' cannot be started: /nowhere/to/be-found: ");
    }

    [Theory]
    [InlineData("/bin/true")]
    [InlineData("/bin/cat")]
    public Task Another_program_ends_the_run(string file) => AssertGivenUp(new ChildProgram(file, []), "process-1 closed its end");

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task A_program_that_talks_nonsense_ends_the_run(string nonsense, string script, string loss)
    {
        Assert.NotEmpty(nonsense);
        return AssertGivenUp(Bash(script), loss);
    }

    [Fact]
    public async Task A_child_that_falls_silent_within_a_frame_is_lost_when_it_should_have_joined()
    {
        // Only the first one is waited for, as long as a node may take to join; those that replace it end at once.
        int started = 0;
        string[] losses = await AssertGivenUp(() => Interlocked.Increment(ref started) == 1 ? Bash(@"printf '\x40\x00\x00\x00\x2a' >&$2" + AndWait) : new ChildProgram("/bin/true", []), "process-1 ", LinkOptions.Default with { JoinTimeout = SimDuration.FromMilliseconds(500) });
        Assert.Equal("process-1 did not join within 500 ms, 5 bytes into a frame", losses[0]);
    }

    [Fact]
    public Task A_node_of_another_version_ends_the_run() =>
        AssertGivenUp(
            new Impostors((_, life) => Writes(new Welcome(life, 9, 0, 77), times: 1)),
            $"process-1 speaks version 9 of the protocol, this program speaks {FrameCodec.ProtocolVersion}");

    [Fact]
    public Task A_node_that_sends_the_same_frame_a_thousand_times_ends_the_run() =>
        AssertGivenUp(
            new Impostors((plan, life) => Writes(new Welcome(life, FrameCodec.ProtocolVersion, plan.Origin!.Digest, 77), times: 1000)),
            "process-1 sent 501 frames in a row that brought nothing new, the last one a Welcome");

    /// <summary>Writes one frame again and again, and then waits.</summary>
    private static ChildProgram Writes(NodeFrame frame, int times)
    {
        string bytes = string.Concat(FrameCodec.Encode(frame).ToArray().Select(b => $"\\x{b:x2}"));
        return Bash($"for i in $(seq {times}); do printf '{bytes}' >&$2; done" + AndWait);
    }

    private static ChildProgram Bash(string script) => new("bash", ["-c", script, "bash"]);

    private static Task AssertGivenUp(ChildProgram program, string loss) => AssertGivenUp(() => program, loss, LinkOptions.Default);

    private static Task<string[]> AssertGivenUp(Func<ChildProgram> program, string loss, LinkOptions links) => AssertGivenUp(new ChildProcessLauncher(program, _ => { }), loss, links);

    /// <returns>What was said of each loss.</returns>
    private static async Task<string[]> AssertGivenUp(INodeLauncher launcher, string loss, LinkOptions? links = null)
    {
        int[] before = ProcessTable.ChildrenOf(Environment.ProcessId);
        ProcessRun run = await ProcessRuns.RunAsync(launcher, 50, workers: 1, links: links);
        Assert.Equal($"worker-{LossesAllowed + 1} was lost, and {LossesAllowed} lost workers had been replaced before", run.Report.Failure);
        Assert.Equal((ExitCode.Infrastructure, RunOutcome.Completed), (run.Report.ExitCode, run.Report.Outcome));
        Assert.NotEqual(VerdictStatus.Holds, run.Report.Verdict.Status);
        Assert.Equal(LossesAllowed + 1, run.Losses.Length);
        Assert.All(run.Losses, line => Assert.StartsWith(loss, line, StringComparison.Ordinal));
        Assert.All(run.Losses, line => Assert.DoesNotContain('\n', line));
        Assert.Equal(before, ProcessTable.ChildrenOf(Environment.ProcessId));
        return run.Losses;
    }

    /// <summary>Starts programs that know which plan they should have built, and how many were started before them.</summary>
    private sealed class Impostors(Func<ScenarioPlan, int, ChildProgram> program) : INodeLauncher
    {
        private int _started;

        public bool StartsProcesses => true;

        public LinkSettings Settings => LinkSettings.Default;

        public Task<INodeHandle> LaunchAsync(ScenarioPlan plan, NodePlan node) => new ChildProcessLauncher(() => program(plan, _started++), _ => { }).LaunchAsync(plan, node);
    }
}
