using System.Diagnostics;
using System.Text.RegularExpressions;
using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.LineCopy;
using Xunit;

namespace ActorLab.Experiments.Tests;

public sealed partial class LineCopySpec : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorlab-test-");

    public static TheoryData<string, string> ModelsOnEngines()
    {
        var data = new TheoryData<string, string>();
        foreach (string engine in (string[])["local", "simulation"])
        {
            foreach (string model in LineCopyRuns.ModelsOn(engine)) data.Add(model, engine);
        }

        return data;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(ModelsOnEngines))]
    public async Task Every_model_takes_the_same_steps_for_every_line(string model, string engine)
    {
        RunReport report = await LineCopyRuns.RunAsync(LineCopyRuns.Definition(model), engine);
        Assert.Null(report.Failure);
        Assert.Equal(RunOutcome.Completed, report.Outcome);
        Assert.Equal(200, report.Items);
        Assert.Equal(400, report.Steps[StepKind.Open]);
        Assert.Equal(200, report.Steps[StepKind.ReadAll]);
        Assert.Equal(200, report.Steps[StepKind.Compute]);
        Assert.Equal(1200, report.Steps[StepKind.Append]);
        Assert.Equal(400, report.Steps[StepKind.Close]);
        Assert.Equal(200, report.Steps[StepKind.Identify]);
    }

    [Theory]
    [InlineData("serial", "local")]
    [InlineData("thread-per-item", "local")]
    [InlineData("threads-lock", "local")]
    [InlineData("pipeline", "local")]
    [InlineData("serial", "simulation")]
    [InlineData("thread-per-item", "simulation")]
    [InlineData("threads-lock", "simulation")]
    [InlineData("pipeline", "simulation")]
    [InlineData("process-pipeline", "simulation")]
    public async Task A_model_that_promises_order_keeps_it(string model, string engine)
    {
        RunReport report = await LineCopyRuns.RunAsync(LineCopyRuns.Definition(model, lines: 500), engine);
        Assert.True(report.PromisesOrder);
        Assert.Equal(VerdictStatus.Holds, report.Verdict.Status);
        Assert.Equal(new StreamFigures(500, 0, 0, 0, 0, 0, 0, 0), report.Verdict.Figures);
        Assert.Equal(ExitCode.Holds, report.ExitCode);
    }

    [Fact]
    public async Task Threads_without_a_lock_break_the_order_in_at_least_one_of_twenty_runs()
    {
        int broken = 0;
        for (int run = 0; run < 20; run++)
        {
            RunReport report = await LineCopyRuns.RunAsync(LineCopyRuns.Definition("threads", lines: 1_000), "local");
            if (report.Verdict.Status == VerdictStatus.Violated) broken++;
            Assert.Equal(ExitCode.Holds, report.ExitCode);
        }

        Assert.InRange(broken, 1, 20);
    }

    [Fact]
    public async Task Threads_race_in_virtual_time_too_and_only_they()
    {
        int broken = 0;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            RunReport report = await LineCopyRuns.RunAsync(LineCopyRuns.Definition("threads", lines: 10_000) with { Seed = seed }, "simulation");
            if (report.Verdict.Status == VerdictStatus.Violated) broken++;
        }

        Assert.InRange(broken, 1, 20);
    }

    [Theory]
    [InlineData("serial")]
    [InlineData("pipeline")]
    public async Task The_record_stands_in_the_output_row_by_row_as_the_tutorials_print_it(string model)
    {
        string output = Path.Combine(_folder.FullName, "output");
        RunReport report = await LineCopyRuns.RunAsync(LineCopyRuns.Definition(model, lines: 20) with { OutputPath = output }, "local");
        string text = await File.ReadAllTextAsync(output);
        MatchCollection records = Record().Matches(text);
        Assert.Equal(20, records.Count);
        Assert.Equal(text.Length, records.Sum(r => r.Length));
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal($"line{i + 1}", records[i].Groups["line"].Value);
            Assert.Equal(Environment.ProcessId, int.Parse(records[i].Groups["pid"].Value));
            Assert.InRange(int.Parse(records[i].Groups["threads"].Value), 2, report.PeakThreads);
            Assert.InRange(int.Parse(records[i].Groups["cpu"].Value), 0, 4096);
        }
    }

    [Theory]
    [InlineData("local")]
    [InlineData("simulation")]
    public async Task Windows_line_ends_and_a_missing_final_newline_belong_to_no_line(string engine)
    {
        string[] lines = await CopyAsync("one\r\ntwo\r\n\r\nfour"u8.ToArray(), engine);
        Assert.Equal(["one", "two", "", "four"], lines);
    }

    [Theory]
    [InlineData("local")]
    [InlineData("simulation")]
    public async Task Invalid_UTF8_is_copied_byte_by_byte(string engine)
    {
        byte[] input = [0xFF, 0xFE, (byte)'\n', 0xC3, 0x28, (byte)'\n'];
        string output = Path.Combine(_folder.FullName, "output");
        RunReport report = await RunFileAsync(input, output, engine);
        Assert.Equal(VerdictStatus.Holds, report.Verdict.Status);
        byte[] copied = await File.ReadAllBytesAsync(output);
        Assert.NotEqual(-1, copied.AsSpan().IndexOf(new byte[] { (byte)'\n', 0xFF, 0xFE, (byte)'\n' }));
        Assert.NotEqual(-1, copied.AsSpan().IndexOf(new byte[] { (byte)'\n', 0xC3, 0x28, (byte)'\n' }));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("simulation")]
    public async Task A_line_of_exactly_one_mebibyte_is_copied_whole(string engine)
    {
        byte[] input = [.. Enumerable.Repeat((byte)'x', LineCopyDefinition.MaxLineBytes), (byte)'\n', (byte)'y', (byte)'\n'];
        RunReport report = await RunFileAsync(input, Path.Combine(_folder.FullName, "output"), engine);
        Assert.Equal(VerdictStatus.Holds, report.Verdict.Status);
        Assert.Equal(2, report.Verdict.Figures.Items);
    }

    [Fact]
    public void A_longer_line_is_refused_with_its_place()
    {
        string path = Input([(byte)'a', (byte)'\n', .. Enumerable.Repeat((byte)'x', LineCopyDefinition.MaxLineBytes + 1)]);
        Diagnostic diagnostic = Assert.Single(Check(path));
        Assert.Equal($"{path}:2:1", diagnostic.Path);
        Assert.Equal("expected a line of at most 1048576 bytes, got 1048577", diagnostic.Message);
    }

    [Fact]
    public void An_empty_file_is_refused_because_it_has_no_line_to_copy()
    {
        Diagnostic diagnostic = Assert.Single(Check(Input([])));
        Assert.Equal("expected at least one line, got an empty file", diagnostic.Message);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var definition = new LineCopyDefinition
        {
            Model = ExecutionModel.Threads,
            Workers = 0,
            InputPath = Path.Combine(_folder.FullName, "missing"),
            OutputPath = Path.Combine(_folder.FullName, "no", "such", "folder", "output"),
        };
        Assert.Equal(["AL0101", "AL0110", "AL0122"], LineCopyExperiment.Check(definition).Select(d => d.Code));
    }

    [Fact]
    public void A_device_cannot_be_read_back_and_is_refused_as_output()
    {
        Diagnostic diagnostic = Assert.Single(LineCopyExperiment.Check(LineCopyRuns.Definition("serial") with { OutputPath = "/dev/null" }));
        Assert.Equal("AL0125", diagnostic.Code);
    }

    [Fact]
    public void Output_over_the_input_is_refused_also_through_a_link()
    {
        string path = Input("a\n"u8.ToArray());
        string link = Path.Combine(_folder.FullName, "link");
        File.CreateSymbolicLink(link, path);
        var definition = LineCopyRuns.Definition("serial") with { InputPath = path, OutputPath = link };
        Assert.Equal("AL0123", Assert.Single(LineCopyExperiment.Check(definition)).Code);
    }

    [Fact]
    public void Output_over_the_input_is_refused_also_through_a_hard_link()
    {
        string path = Input("a\n"u8.ToArray());
        string link = Path.Combine(_folder.FullName, "hard");
        using (Process ln = Process.Start("ln", [path, link])) ln.WaitForExit();
        var definition = LineCopyRuns.Definition("serial") with { InputPath = path, OutputPath = link };
        Assert.Equal("AL0123", Assert.Single(LineCopyExperiment.Check(definition)).Code);
    }

    [Fact]
    public void A_pipe_cannot_be_read_again_for_every_line_and_is_refused_as_input_and_output_at_once()
    {
        string pipe = Path.Combine(_folder.FullName, "pipe");
        using (Process mkfifo = Process.Start("mkfifo", [pipe])) mkfifo.WaitForExit();
        var definition = LineCopyRuns.Definition("serial") with { InputPath = pipe, OutputPath = pipe };
        Assert.Equal(["AL0116", "AL0125"], LineCopyExperiment.Check(definition).Select(d => d.Code));
    }

    [Fact]
    public void Checking_leaves_no_trace()
    {
        string output = Path.Combine(_folder.FullName, "output");
        Assert.Empty(LineCopyExperiment.Check(LineCopyRuns.Definition("serial") with { OutputPath = output }));
        Assert.False(File.Exists(output));
    }

    [Fact]
    public async Task An_interrupted_run_reports_what_was_done_and_that_nobody_can_tell()
    {
        using var interrupt = new CancellationTokenSource();
        RunReport report = await LineCopyExperiment.RunAsync(
            LineCopyRuns.Definition("serial", lines: 200_000), LineCopyRuns.Engine("local"), _ => interrupt.Cancel(), interrupt.Token);
        Assert.Equal(RunOutcome.Interrupted, report.Outcome);
        Assert.Equal(VerdictStatus.Unknown, report.Verdict.Status);
        Assert.InRange(report.Items, 1, 199_999);
        Assert.Equal(report.Items, report.Verdict.Figures.Items);
        Assert.Equal(ExitCode.Interrupted, report.ExitCode);
    }

    [Fact]
    public async Task The_interpreter_lock_changes_no_result()
    {
        foreach (string model in LineCopyRuns.ModelsOn("local"))
        {
            RunReport report = await LineCopyRuns.RunAsync(LineCopyRuns.Definition(model) with { InterpreterLock = true }, "local");
            Assert.Null(report.Failure);
            if (report.PromisesOrder) Assert.Equal(VerdictStatus.Holds, report.Verdict.Status);
        }
    }

    private async Task<string[]> CopyAsync(byte[] input, string engine)
    {
        string output = Path.Combine(_folder.FullName, "output");
        RunReport report = await RunFileAsync(input, output, engine);
        Assert.Equal(VerdictStatus.Holds, report.Verdict.Status);
        return [.. Record().Matches(await File.ReadAllTextAsync(output)).Select(r => r.Groups["line"].Value)];
    }

    private Task<RunReport> RunFileAsync(byte[] input, string output, string engine)
    {
        LineCopyDefinition definition = LineCopyRuns.Definition("pipeline", workers: 3) with { InputPath = Input(input), OutputPath = output };
        Assert.Empty(LineCopyExperiment.Check(definition));
        return LineCopyRuns.RunAsync(definition, engine);
    }

    private static IReadOnlyList<Diagnostic> Check(string input) =>
        LineCopyExperiment.Check(LineCopyRuns.Definition("serial") with { InputPath = input });

    private string Input(byte[] content)
    {
        string path = Path.Combine(_folder.FullName, "input");
        File.WriteAllBytes(path, content);
        return path;
    }

    [GeneratedRegex(@"current thread:<[^<>\n]+, managed thread \d+>\ncurrent pid:(?<pid>\d+)\ntotal threads:(?<threads>\d+)\nCPU number:(?<cpu>\d+)\n(?<line>[^\n]*)\n\n", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Record();
}
