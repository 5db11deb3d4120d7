using System.Diagnostics;

namespace ActorLab.Conformance;

/// <summary>The second half of G48: nobody is left to end the nodes when the root's process dies.</summary>
[Requires(EngineCapabilities.RealProcesses)]
public abstract class ProcessesConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    private const int Nodes = 2;

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(2);

    [Fact]
    public async Task G48_when_the_roots_process_is_killed_the_processes_of_its_nodes_end_by_themselves()
    {
        using Process program = Fixture.StartProgramWithNodes(Nodes);
        using var net = new CancellationTokenSource(Fixture.SafetyNet);
        var nodes = new List<int>();
        while (nodes.Count < Nodes && await program.StandardOutput.ReadLineAsync(net.Token) is { } line)
        {
            if (line.Split(' ') is [.., "node", var id]) nodes.Add(int.Parse(id));
        }

        Assert.Equal(Nodes, nodes.Distinct().Count());
        Assert.All(nodes, node => Assert.True(Lives(node)));
        program.Kill();
        await program.WaitForExitAsync(net.Token);
        // Within two seconds, says the rule; on a busy machine a test cannot tell that from three, so only the end is waited for.
        using var timer = new PeriodicTimer(s_step);
        while (nodes.Exists(Lives)) await timer.WaitForNextTickAsync(net.Token);
    }

    /// <summary>One that has ended and was not waited for (a zombie) does not live.</summary>
    private static bool Lives(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
