using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Text;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Tests.Engine;
using ActorLab.Nodes.Tests.Links;
using ActorLab.Nodes.Transports;
using ActorLab.TestSupport;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Tests.Transports;

/// <summary>Real processes, one test after the other: one of them hands a pipe of its own down.</summary>
[Collection(RealProcesses.Name)]
public sealed class ChildProcessSpec
{
    private readonly ConcurrentQueue<ChildLine> _lines = new();

    [Fact]
    public async Task Killing_one_of_three_children_ends_the_link_to_exactly_that_one()
    {
        RecordingOwner[] owners = [new(), new(), new()];
        ChildProcess[] children = new ChildProcess[3];
        LinkDriver[] drivers = new LinkDriver[3];
        await Task.WhenAll(Enumerable.Range(0, 3).Select(i => Task.Run(() => children[i] = Start($"worker-{i}", ChildRole.Program("echo", $"{i}")))));
        for (int i = 0; i < 3; i++)
        {
            drivers[i] = LinkDriver.Open(children[i].Transport, LinkFrames.Hello(), owners[i], LinkOptions.Default);
            drivers[i].Start();
        }

        for (int i = 0; i < 3; i++) Assert.Equal(children[i].ProcessId, (await owners[i].Opened).ProcessId);
        children[1].Kill();
        Assert.Equal(new LinkFailure(LinkFailureKind.Closed, "closed its end"), await owners[1].Broken);
        Assert.Equal("was killed by signal 9", (await Exit(children[1])).ToString());
        foreach (int i in new[] { 0, 2 })
        {
            Assert.False(owners[i].IsBroken);
            drivers[i].Enqueue(LinkFrames.Op(i));
            Assert.Equal(LinkFrames.Op(i), await owners[i].NextOp());
            var leave = new LeaveOp("over", StepCounts.None, new RunCounters(0, 0, 0, 0, 0, 0));
            drivers[i].Enqueue(leave);
            Assert.Equal(leave, await owners[i].NextOp());
            Assert.Equal("ended with exit code 0", (await Exit(children[i])).ToString());
        }

        for (int i = 0; i < 3; i++)
        {
            drivers[i].Dispose();
            children[i].Dispose();
            AssertGone(children[i].ProcessId);
            if (i == 1) continue;
            Assert.Equal([new ChildLine($"worker-{i}", false, $"hello from {i}"), new ChildLine($"worker-{i}", true, $"error from {i}")], LinesOf($"worker-{i}").OrderBy(l => l.IsError));
        }
    }

    [Fact]
    public async Task Children_started_at_the_same_moment_do_not_hold_each_others_pipes_open()
    {
        const int Count = 24;
        var children = new ChildProcess[Count];
        var receivers = new RecordingReceiver[Count];
        using var moment = new Barrier(Count);
        Thread[] starters = [.. Enumerable.Range(0, Count).Select(i => new Thread(() =>
        {
            moment.SignalAndWait();
            children[i] = Start($"child-{i}", new ChildProgram("bash", ["-c", "exec cat <&$1 >&$2", "bash"]));
        }))];
        foreach (Thread starter in starters) starter.Start();
        foreach (Thread starter in starters) starter.Join();
        for (int i = 0; i < Count; i++) children[i].Transport.Start(receivers[i] = new RecordingReceiver());
        for (int i = 0; i < Count; i++)
        {
            children[i].Kill();
            Assert.Equal("closed its end", await receivers[i].Closed);
            Assert.DoesNotContain(receivers.Skip(i + 1), receiver => receiver.IsClosed);
        }

        foreach (ChildProcess child in children)
        {
            Assert.Equal(9, (await Exit(child)).Signal);
            child.Dispose();
            AssertGone(child.ProcessId);
        }
    }

    [Fact]
    public async Task What_a_child_prints_comes_in_lines_of_bounded_length_and_its_exit_code_after_that()
    {
        using ChildProcess child = Start("printer", ChildRole.Program("exit", "41"));
        ChildExit exit = await Exit(child);
        Assert.Equal(41, exit.Code);
        Assert.Null(exit.Signal);
        Assert.Equal(["no end of line"], LinesOf("printer").Where(l => !l.IsError).Select(l => l.Text));
        Assert.Equal([new string('x', ChildLine.MaxLength), new string('x', 10), "", "last"], LinesOf("printer").Where(l => l.IsError).Select(l => l.Text));
        AssertGone(child.ProcessId);
    }

    [Fact]
    public async Task A_child_whose_parent_closes_the_pipe_ends_although_it_computes()
    {
        using ChildProcess child = Start("computer", ChildRole.Program("compute"), out Task computing);
        child.Transport.Start(new RecordingReceiver());
        await computing;
        child.Transport.Dispose();
        Assert.Equal(ChildRole.OrphanExitCode, (await Exit(child)).Code);
        Assert.True(ParentPipe.WindUp < TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task The_children_of_a_parent_that_is_killed_end()
    {
        // Whoever lives holds the other end of this pipe: its end is the death of both generations.
        using var life = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        using ChildProcess parent = Start("parent", ChildRole.Program("parent"), out Task computing);
        life.DisposeLocalCopyOfClientHandle();
        await computing;
        Assert.Contains(_lines, line => line.Text == "grandchild: computing");
        parent.Kill();
        Assert.Equal(9, (await Exit(parent)).Signal);
        Assert.Equal(0, await life.ReadAsync(new byte[1]).AsTask().WaitAsync(HangGuard.Limit));
    }

    [Fact]
    public void A_program_that_is_not_there_is_named()
    {
        IOException missing = Assert.Throws<IOException>(() => Start("worker", new ChildProgram("/nowhere/to/be-found", [])));
        Assert.StartsWith("node 'worker' cannot be started: /nowhere/to/be-found: ", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no number")]
    [InlineData("1")]
    [InlineData("987654")]
    public void Handles_that_are_no_pipes_of_a_parent_are_refused(string handle) => Assert.Throws<ArgumentException>(() => ParentPipe.Open(handle, handle, 3));

    public static TheoryData<string, string> Hostile => new()
    {
        { "printf 'garbage' >&$2", "sent what is no frame: byte 0: a frame claims 1651663207 bytes; 1 to 16777216 are allowed" },
        { "printf '\\x00\\x00\\x00\\x80' >&$2", "sent what is no frame: byte 0: a frame claims 2147483648 bytes; 1 to 16777216 are allowed" },
        { "printf '\\x40\\x00\\x00\\x00\\x2a' >&$2", "did not join within 500 ms, 5 bytes into a frame" },
        { Print(new Welcome(0, 9, LinkFrames.Digest, 1)), $"speaks version 9 of the protocol, this program speaks {FrameCodec.ProtocolVersion}" },
        { $"for i in {{1..1000}}; do {Print(new Ack(0, 0))}; done", "sent 501 frames in a row that brought nothing new, the last one a Ack" },
        { Print(new Welcome(0, FrameCodec.ProtocolVersion, LinkFrames.Digest, 1)) + "; " + Print(new Ack(0, 77)), "acknowledged frame 77, which was never sent" },
        { "exit 0", "closed its end" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_child_is_dropped_with_one_clear_reason(string script, string reason)
    {
        string program = script + "; exec cat <&$1 >/dev/null";
        using ChildProcess child = Start("mallory", new ChildProgram("bash", ["-c", program, "bash"]));
        var owner = new RecordingOwner();
        var options = new LinkOptions { JoinTimeout = reason.Contains("join", StringComparison.Ordinal) ? SimDuration.FromMilliseconds(500) : SimDuration.FromSeconds(100) };
        using LinkDriver driver = LinkDriver.Open(child.Transport, LinkFrames.Hello(), owner, options);
        driver.Start();
        Assert.Equal(reason, (await owner.Broken).Reason);
    }

    private static string Print(NodeFrame frame)
    {
        var escaped = new StringBuilder("printf '");
        foreach (byte b in FrameCodec.Encode(frame)) escaped.Append($"\\x{b:x2}");
        return escaped.Append("' >&$2").ToString();
    }

    private ChildProcess Start(string name, ChildProgram program) => ChildProcess.Start(name, program, _lines.Enqueue);

    private ChildProcess Start(string name, ChildProgram program, out Task computing)
    {
        var computes = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        computing = computes.Task.WaitAsync(HangGuard.Limit);
        return ChildProcess.Start(name, program, line =>
        {
            _lines.Enqueue(line);
            if (line.Text.EndsWith("computing", StringComparison.Ordinal)) computes.TrySetResult();
        });
    }

    private IEnumerable<ChildLine> LinesOf(string child) => _lines.Where(line => line.Child == child);

    private static Task<ChildExit> Exit(ChildProcess child) => child.Exited.WaitAsync(HangGuard.Limit);

    private static void AssertGone(int processId) => Assert.False(Directory.Exists($"/proc/{processId}"), $"process {processId} is still there, as a zombie perhaps");
}
