using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;

namespace ActorLab.Cli.Tests.Processes;

/// <summary>The process of the coordinator, its sources and sinks is killed again and again, and each time another one goes on.</summary>
/// <remarks><c>ACTORLAB_KILLS</c> says how often in all (20), <c>ACTORLAB_KILL_SEED</c> from which seed (1).</remarks>
[Collection(ProcessFaults.Name)]
public sealed class KilledCoordinatorSpec : IDisposable
{
    private const int RowsOfItem = 6;
    private const int Lines = 20_000;
    private const int MostStates = 3;

    private static readonly int s_kills = Number("ACTORLAB_KILLS", 20) / 4;
    private static readonly int s_seed = Number("ACTORLAB_KILL_SEED", 1);

    private readonly TemporaryFolder _folder = new();

    private int _states;

    private string State => _folder.File($"state-{_states}");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pipeline")]
    [InlineData("process-pipeline")]
    public async Task Line_copy_writes_each_line_once_and_in_order_however_often_it_is_killed(string model)
    {
        int lines = Lines;
        await UntilInTheMiddleAsync(async longer =>
        {
            lines *= longer;
            string input = _folder.Write("input", string.Concat(Enumerable.Range(1, lines).Select(i => $"row {i * 7919L % 1000} of {i}\n"))), copy = _folder.File("copy");
            File.Delete(copy);
            // A record has some 100 bytes.
            int inTheMiddle = await KillAgainAndAgain(["run", "line-copy", "--model", model, "--workers", "2", "--input", input, "--output", copy], copy, lines * 100L);
            string[] rows = await File.ReadAllLinesAsync(copy);
            Assert.Equal(lines * RowsOfItem, rows.Length);
            Assert.Equal(await File.ReadAllLinesAsync(input), rows.Where((_, i) => i % RowsOfItem == 4));
            // Its processes told who had written: as many as have begun.
            Assert.InRange(rows.Where((_, i) => i % RowsOfItem == 1).Distinct(StringComparer.Ordinal).Count(), 1, (s_kills + 1) * 2);
            return inTheMiddle;
        });
    }

    [Theory]
    [InlineData("word-count", "out { from = counts, order = input, file = OUT }", 2)]
    [InlineData("resequenced-fan-out", "out { from = squares, order = input, file = OUT }", 200)]
    public async Task A_pipeline_writes_the_same_bytes_however_often_it_is_killed(string name, string sink, int times)
    {
        string examples = Path.Combine(Lab.Repository, "hocon", "pipelines");
        File.Copy(Path.Combine(examples, $"{name}.conf"), _folder.File($"{name}.conf"));
        string queues = await File.ReadAllTextAsync(Path.Combine(examples, "queues.txt"));
        await UntilInTheMiddleAsync(async longer =>
        {
            times *= longer;
            _folder.Write("queues.txt", string.Concat(Enumerable.Repeat(queues, 200 * times)));
            string whole = Definition("whole"), killed = Definition("killed");
            Answer answer = await Lab.Start("run", whole);
            Assert.Equal(0, answer.ExitCode);
            byte[] expected = await File.ReadAllBytesAsync(_folder.File("whole.txt"));
            File.Delete(_folder.File("killed.txt"));
            int inTheMiddle = await KillAgainAndAgain(["run", killed], _folder.File("killed.txt"), expected.Length);
            Assert.Equal(expected, await File.ReadAllBytesAsync(_folder.File("killed.txt")));
            return inTheMiddle;
        });

        string Definition(string run)
        {
            string range = name == "word-count" ? "" : $"pipeline.stages.numbers.range.to = {300 * times / 20}\n";
            return _folder.Write($"{run}.conf", $"include \"{name}.conf\"\n{range}pipeline.stages.out = null\npipeline.stages {{ {sink.Replace("OUT", $"\"{run}.txt\"", StringComparison.Ordinal)} }}\n");
        }
    }

    /// <summary>A busy machine may notice too late that it is time to kill: then it has more to do, in a state of its own.</summary>
    /// <param name="killedWith">Given how many times longer it must take than the last time; returns how often it was killed with its output begun and not ended.</param>
    private async Task UntilInTheMiddleAsync(Func<int, Task<int>> killedWith)
    {
        int longer = 1;
        while (await killedWith(longer) == 0)
        {
            Assert.True(++_states < MostStates, "it was never killed in the middle");
            longer = 4;
        }
    }

    /// <summary>Starts the same command until it ends by itself; the times before it is killed when its output has grown to a length drawn from a seed.</summary>
    /// <returns>How often it was killed with its output begun and not ended.</returns>
    private async Task<int> KillAgainAndAgain(string[] command, string output, long bytes)
    {
        var random = new RandomStream((ulong)s_seed);
        int inTheMiddle = 0;
        for (int kill = 0; kill < s_kills; kill++)
        {
            // Now and then before it has written anything.
            long length = random.NextInt64(1, 5) == 1 ? 0 : random.NextInt64(1, bytes * 9 / 10);
            if (await KillOnce(command, output, length) is > 0 and var left && left < bytes) inTheMiddle++;
        }

        Answer end = await Lab.Start([.. command, "--state", State, "--resume", "--json"]);
        Assert.True(end.ExitCode == 0, $"seed {s_seed}: exit code {end.ExitCode}: {end.Error}{end.Out}");
        AssertHolds(end.Out);
        // What came to its end is told once more, and not done again.
        DateTime written = File.GetLastWriteTimeUtc(output);
        Answer again = await Lab.Start("run", "--resume", State, "--json");
        Assert.Equal((0, end.Out), (again.ExitCode, again.Out));
        Assert.Contains("came to its end before", again.Error);
        Assert.Equal(written, File.GetLastWriteTimeUtc(output));
        return inTheMiddle;
    }

    /// <returns>How long its output was then.</returns>
    private async Task<long> KillOnce(string[] command, string output, long length)
    {
        using Process program = Lab.BeginRead([.. command, "--state", State, "--resume", "--json"]);
        Task<string> error = program.StandardError.ReadToEndAsync(), shown = program.StandardOutput.ReadToEndAsync();
        await ProcessTable.Until(
            () =>
                program.HasExited
                    || (length == 0 ? File.Exists(Path.Combine(State, "manifest.json")) : LengthOf(output) >= length),
            $"the output has {length} bytes");
        int[] children = program.HasExited ? [] : ProcessTable.ChildrenOf(program.Id);
        program.Kill();
        await program.WaitForExitAsync();
        Assert.True(program.ExitCode is 137 or 0, $"exit code {program.ExitCode}: {await error}{await shown}");
        await ProcessTable.Until(() => !children.Any(ProcessTable.IsAlive), "all children are gone");
        return program.ExitCode == 0 ? 0 : LengthOf(output);
    }

    private static void AssertHolds(string report)
    {
        using JsonDocument json = JsonDocument.Parse(report);
        JsonElement run = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal("holds", run.GetProperty("verdict").GetProperty("status").GetString());
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true, Length: var length } ? length : 0;

    private static int Number(string variable, int usual) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : usual;
}
