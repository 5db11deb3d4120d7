using System.Collections.Immutable;
using System.Text;
using ActorLab.Core.Journal;
using ActorLab.Core.Primitives;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.LineCopy;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Experiments.Tests;

/// <summary>Line-copy that goes on where another process had stopped: its state is what one leaves that is killed, or whose machine lost its power.</summary>
public sealed class ResumeSpec : IDisposable
{
    private const int Lines = 3_000;
    private const int RowsOfItem = 6;
    private const int Rounds = 12;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("resume-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Whatever_is_left_of_journal_and_output_each_line_is_there_once_and_in_order_in_the_end()
    {
        string journal = Path.Combine(_folder.FullName, "journal"), output = Path.Combine(_folder.FullName, "output");
        await File.WriteAllBytesAsync(journal, [.. JournalForm.Head(1), .. JournalForm.Life(1)]);
        RunReport whole = await RunAsync(new RunState(_folder.FullName, 1, []));
        Assert.Null(whole.Resumed);
        byte[] journalled = await File.ReadAllBytesAsync(journal), written = await File.ReadAllBytesAsync(output);
        Assert.Equal(Expected(), LinesOf(written));
        ImmutableArray<OutputPoint> noted = JournalContent.Read(journalled)!.Points;
        Assert.NotEmpty(noted);
        Assert.All(noted, point => Assert.Equal(PointAfter(point.Items, written), point));
        int inTheMiddle = 0, again = 0;
        for (ulong seed = 1; seed <= 2 * Rounds; seed++)
        {
            var random = new RandomStream(seed);
            JournalContent left = JournalContent.Read(journalled.AsSpan(0, (int)random.NextInt64(JournalForm.HeadBytes + 1, journalled.Length)))!;
            byte[] bytes = written[..(int)random.NextInt64(0, written.Length)];
            // A fast machine notes few points, or only the last: what a slower one would have noted is as good.
            long early = random.NextInt64(1, Lines / 4), late = random.NextInt64(early, Lines);
            ImmutableArray<OutputPoint> points = seed > Rounds ? [PointAfter(early, written), PointAfter(late, written)] : left.Points;
            // A power cut may leave pages that were never written.
            if (random.NextInt64(1, 4) == 1 && bytes.Length > 0) Array.Clear(bytes, bytes.Length / 2, bytes.Length - (bytes.Length / 2));
            await File.WriteAllBytesAsync(output, bytes);
            RunReport resumed = await RunAsync(new RunState(_folder.FullName, 2, points));
            Assert.True(Expected().SequenceEqual(LinesOf(await File.ReadAllBytesAsync(output))), $"seed {seed}");
            Assert.Equal((VerdictStatus.Holds, ExitCode.Holds, (long)Lines), (resumed.Verdict.Status, resumed.ExitCode, resumed.Items));
            Assert.Equal(2, resumed.Resumed!.Life);
            Assert.Equal(resumed.Resumed.Items + ((bytes.Count(b => b == '\n') - (resumed.Resumed.Items * RowsOfItem) + RowsOfItem - 1) / RowsOfItem), resumed.Resumed.Items + resumed.Resumed.Again);
            if (resumed.Resumed.Items > 0) inTheMiddle++;
            if (resumed.Resumed.Again > 0) again++;
        }

        Assert.True(inTheMiddle > 0 && again > 0, $"{inTheMiddle} went on in the middle, {again} had to take something out");
    }

    [Fact]
    public async Task A_run_that_had_come_to_its_end_is_verified_once_more_and_does_nothing_else()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "journal"), [.. JournalForm.Head(1), .. JournalForm.Life(1)]);
        await RunAsync(new RunState(_folder.FullName, 1, []));
        byte[] output = await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, "output"));
        var tally = new OutputTally();
        tally.Append(output);
        RunReport resumed = await RunAsync(new RunState(_folder.FullName, 2, [new OutputPoint(0, Lines, 0, tally.Bytes, tally.Digest)]));
        Assert.Equal((VerdictStatus.Holds, (long)Lines, new Resumption(2, Lines, 0)), (resumed.Verdict.Status, resumed.Items, resumed.Resumed));
        Assert.Equal(0, resumed.Steps[Core.Machine.StepKind.Append]);
        Assert.Equal(output, await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, "output")));
    }

    [Theory]
    [InlineData("serial", false)]
    [InlineData("thread-per-item", false)]
    [InlineData("threads", false)]
    [InlineData("threads-lock", false)]
    [InlineData("processes", false)]
    [InlineData("async", false)]
    [InlineData("pipeline", true)]
    [InlineData("process-pipeline", true)]
    public void Only_an_output_with_one_writer_can_be_gone_on_with(string model, bool isResumable) =>
        Assert.Equal(isResumable, LineCopyExperiment.CheckResumable(LineCopyRuns.Definition(model)).Count == 0);

    private static async Task<RunReport> RunAsync(RunState state)
    {
        using var safetyNet = new CancellationTokenSource(HangGuard.Limit);
        return await LineCopyExperiment.RunAsync(LineCopyRuns.Definition("pipeline", Lines, 4), LineCopyRuns.Engine("local"), null, safetyNet.Token, state);
    }

    private static OutputPoint PointAfter(long items, byte[] written)
    {
        long rows = items * RowsOfItem;
        int length = 0;
        while (rows > 0)
            if (written[length++] == '\n') rows--;
        var tally = new OutputTally();
        tally.Append(written.AsSpan(0, length));
        return new OutputPoint(0, items, 0, tally.Bytes, tally.Digest);
    }

    private static IEnumerable<string> Expected() => Enumerable.Range(1, Lines).Select(i => $"line{i}");

    /// <summary>The fifth row of every record.</summary>
    private static IEnumerable<string> LinesOf(byte[] output)
    {
        string[] rows = Encoding.UTF8.GetString(output).Split('\n');
        Assert.Equal((Lines * RowsOfItem) + 1, rows.Length);
        return rows.Where((_, i) => i % RowsOfItem == 4);
    }
}
