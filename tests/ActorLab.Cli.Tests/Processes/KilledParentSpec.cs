using System.Diagnostics;
using ActorLab.Cli.Runs;
using ActorLab.TestSupport;

namespace ActorLab.Cli.Tests.Processes;

[Collection(ProcessFaults.Name)]
public sealed class KilledParentSpec : IDisposable
{
    private const int Workers = 3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_children_of_a_program_that_is_killed_end_by_themselves(bool theyWork)
    {
        // Far more than it can copy before it is killed, however busy the machine is.
        string input = _folder.Write("input", string.Concat(Enumerable.Range(1, 1_000_000).Select(i => $"line{i}\n")));
        string copy = _folder.File("copy");
        using Process program = Lab.Begin("run", "line-copy", "--model", "process-pipeline", "--workers", $"{Workers}", "--input", input, "--output", copy);
        int[] children = [];
        await ProcessTable.Until(() => (children = NodesOf(program.Id)).Length == Workers, "all children exist");
        if (theyWork) await ProcessTable.Until(() => new FileInfo(copy) is { Exists: true, Length: > 0 }, "the copy has begun");
        Assert.All(children, child => Assert.True(ProcessTable.IsAlive(child)));
        Assert.False(program.HasExited);
        program.Kill();
        await ProcessTable.Until(() => !children.Any(IsNode), "all children are gone");
        await program.WaitForExitAsync();
        Assert.Equal(137, program.ExitCode);
    }

    private static int[] NodesOf(int parent) => [.. ProcessTable.ChildrenOf(parent).Where(IsNode)];

    private static bool IsNode(int process) => ProcessTable.IsAlive(process) && ProcessTable.CommandOf(process).Contains($".dll {LocalNodes.Argument} ", StringComparison.Ordinal);
}
