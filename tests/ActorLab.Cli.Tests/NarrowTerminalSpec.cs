namespace ActorLab.Cli.Tests;

/// <summary>
/// Tables on terminals of 80 and of 120 columns: names and the columns that decide stay, numbers and names are whole, and nothing
/// is wider than the terminal.
/// </summary>
[Trait("Tier", "terminal")]
public sealed class NarrowTerminalSpec : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A call and what must stand in one piece in its tables at 80 columns, and at 120.</summary>
    public static TheoryData<string, string[], string[]> Tables => new()
    {
        { "list", ["thread-per-item", "check-faults", "process-pipeline", "promises", "50.41 s"], ["40,000,000 points"] },
        { "list --functions", ["function"], [] },
        {
            "run line-copy --engine simulation --lines 2000",
            ["thread-per-item", "process-pipeline", "makespan", "speed-up", "verdict"], ["threads", "workers"]
        },
        { "run E5 --engine simulation", ["threads", "makespan", "lines out of place", "24.83 s"], ["10,000 lines"] },
        { "run E12 --engine simulation", ["threads-2", "makespan", "CPU time", "verdict"], ["10,000,000"] },
        {
            "run E21 --engine simulation",
            ["processes-4-40000000-read-as-mean", "makespan", "verdict", "published"], ["40,000,000"]
        },
        { "run E27 --engine simulation", ["one-sentinel-too-few", "join-before-drain-small", "verdict"], ["results"] },
        { "run E8", ["line 5 of 10,000 lost", "ActorLab"], [] },
        { "run E6 --engine simulation --lines 200 --replications 3", ["makespan", "95 %", "mean"], ["least", "most"] },
        { "run line-copy --model threads --engine simulation --cores 2 "
            + "--lines 4 --replications 20 --gil false", ["threads", "swapped", "duplicated", "skipped"], [] },
        { "run calc-pi --model processes --engine simulation --sweep workers=1,2,4", ["workers", "makespan"], ["efficiency"] },
        { "run line-copy --engine simulation --lines 2000 --warm-up auto", ["process-pipeline", "latency"], ["20 of 100"] },
        { "trace 'RUN.trace'", ["root/coordinator", "turns", "critical path", "in the system"], ["sends"] },
        { "trace 'RUN.trace' --item 3", ["event", "actor", "what"], [] },
        { "trace 'RUN.trace' --slowest 5", ["item", "in the system"], [] },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_table_fits_and_keeps_what_decides(string call, string[] at80, string[] at120)
    {
        call = await WithTrace(call);
        string narrow = await OnTerminal(call, 80), wide = await OnTerminal(call, 120);
        Assert.All(at80, words => Assert.Contains(words, narrow));
        Assert.All(at80.Concat(at120), words => Assert.Contains(words, wide));
    }

    /// <summary>
    /// Every number of the unbroken table that is shown is shown whole: what the narrow one has of digits is somewhere in the
    /// wide one.
    /// </summary>
    [Theory]
    [InlineData("run line-copy --engine simulation --lines 2000")]
    [InlineData("run E21 --engine simulation")]
    [InlineData("run E6 --engine simulation --lines 200 --replications 3")]
    public async Task No_number_is_broken(string call)
    {
        HashSet<string> whole = [.. Numbers((await Lab.Call(call.Split(' '))).Out)];
        Assert.All(Numbers(await OnTerminal(call, 80)), number => Assert.Contains(number, whole));
    }

    private static IEnumerable<string> Numbers(string text) =>
        text.Split([' ', '\n', '\r', '(', ')', ';', ':'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => char.IsAsciiDigit(word[0])).Select(word => word.TrimEnd('.', ',', 'x'));

    /// <returns>What stands on the terminal; its tables are no wider than that.</returns>
    private static async Task<string> OnTerminal(string call, int columns)
    {
        // A run on a busy machine takes long enough to show its progress, which is another output.
        Answer answer = await Lab.Shell(
            $"script -qec \"stty cols {columns}; {Lab.ShellCommand} {call} 2>/dev/null\" /dev/null", ("TERM", "xterm"), ("NO_COLOR", "1"));
        Assert.Equal(0, answer.ExitCode);
        string[] rows = [.. answer.Out.Split('\n').Select(row => row.TrimEnd('\r'))];
        Assert.All(TablesOf(rows), row => Assert.True(row.Length <= columns, $"{row.Length} columns: {row}"));
        return string.Join('\n', rows);
    }

    /// <summary>
    /// From the heading above each rule to the empty row below the table. Sentences are broken by the terminal itself.
    /// </summary>
    private static IEnumerable<string> TablesOf(string[] rows)
    {
        for (int rule = 1; rule < rows.Length; rule++)
        {
            if (!rows[rule].StartsWith("──", StringComparison.Ordinal)) continue;
            for (int row = rule - 1; row >= 0 && rows[row].StartsWith("  ", StringComparison.Ordinal); row--)
                yield return rows[row];
            for (int row = rule; row < rows.Length
                && (row == rule || rows[row].StartsWith("  ", StringComparison.Ordinal)); row++)
            {
                yield return rows[row];
            }
        }
    }

    private async Task<string> WithTrace(string call)
    {
        if (!call.Contains("RUN.trace", StringComparison.Ordinal)) return call;
        string trace = _folder.File("run.trace");
        Answer run = await Lab.Call(
            "run", "line-copy", "--model", "pipeline", "--engine", "simulation", "--lines", "50", "--trace", trace);
        Assert.Equal(0, run.ExitCode);
        return call.Replace("RUN.trace", trace, StringComparison.Ordinal);
    }
}
