using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ActorLab.Core.Journal;

namespace ActorLab.Cli.Tests;

/// <summary><c>--state</c> and <c>--resume</c> as the user sees them.</summary>
public sealed class StateSpec : IDisposable
{
    private const string Copy = "run line-copy --model pipeline --workers 2 --lines 200";

    private readonly TemporaryFolder _folder = new();

    private string State => _folder.File("state");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_that_keeps_its_state_has_its_output_there_and_tells_what_it_told_when_asked_to_go_on()
    {
        Answer first = await Start($"{Copy} --state {State}");
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal(200, (await File.ReadAllLinesAsync(Path.Combine(State, "output"))).Count(l => l.StartsWith("line", StringComparison.Ordinal)));
        Answer second = await Start($"run --resume {State}");
        Assert.Equal((0, first.Out), (second.ExitCode, second.Out));
        Assert.Equal($"actorlab: {State}: this run came to its end before, and nothing is left to do. It reported:\n", second.Error);
        await AssertRefused($"{Copy} --state {State}", "a run has begun in it. Go on with that by --resume, or choose another folder [AL0131]");
        await AssertRefused("run line-copy --model pipeline --workers 3 --lines 100 --seed 4 --resume --state " + State, "(seed: 1 when it began, 4 now; workers: 2 when it began, 3 now; lines: 200 when it began, 100 now) [AL0131]");
    }

    [Fact]
    public async Task A_plain_copy_is_made_of_the_records_in_the_state_whenever_a_run_ends()
    {
        byte[] bytes = [.. "caf"u8, 0xE9, .. "\r\n\nsame\nsame\r\r\nlast, without an end"u8];
        string input = _folder.File("in"), copy = _folder.File("copy"), records = Path.Combine(State, "output");
        await File.WriteAllBytesAsync(input, bytes);
        string command = $"run line-copy --model pipeline --workers 2 --input {input} --output {copy} --plain --state {State}";
        Answer first = await Start(command);
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(copy));
        Assert.StartsWith("current thread:<", await File.ReadAllTextAsync(records, Encoding.Latin1));
        // As if it had been killed after its third line: another process goes on, told of nothing but the state.
        File.Delete(Path.Combine(State, "finished.json"));
        File.Delete(copy);
        using (FileStream written = File.OpenWrite(records)) written.SetLength(written.Length / 2);
        Answer second = await Start($"run --resume {State}");
        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        Assert.Contains("resumed from item ", second.Out);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(copy));
    }

    [Theory]
    [InlineData("run --resume", "--resume: expected a folder, got none [AL0002]")]
    [InlineData("run --resume nowhere", "--resume: expected a folder with the state of a run, got nowhere, which has none [AL0006]")]
    [InlineData("run --resume nowhere --workers 3", "--workers: expected without --resume alone")]
    [InlineData("run line-copy --resume --model pipeline", "--resume: expected a folder, got none [AL0002]")]
    [InlineData("run line-copy --state a --resume b --model pipeline", "--resume: expected without a folder of its own beside --state, got b")]
    [InlineData("run line-copy --state a", "--state: expected with one model, got all of them")]
    [InlineData("run line-copy --state a --model threads", "--state: expected a model whose output has one writer, got threads")]
    [InlineData("run line-copy --state a --model pipeline --engine simulation", "--state: expected with a run that takes real time, got --engine simulation")]
    [InlineData("run line-copy --state a --model pipeline --replications 2", "--state: expected without --replications")]
    [InlineData("run calc-pi --state a", "--state: does not apply to calc-pi")]
    [InlineData("run idle --resume a", "--resume: does not apply to idle")]
    public async Task What_cannot_be_kept_or_gone_on_with_is_refused(string arguments, string expected)
    {
        Answer answer = await Start(arguments);
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.Contains(expected, answer.Error);
        Assert.False(Directory.Exists("a"));
    }

    [Fact]
    public async Task A_pipeline_that_could_not_be_exact_is_refused_with_all_reasons_and_their_places()
    {
        string examples = Path.Combine(Lab.Repository, "hocon", "pipelines");
        Answer answer = await Start($"run {examples}/external-program.conf --state {State}");
        Assert.Equal(2, answer.ExitCode);
        Assert.Matches(@"external-program\.conf:\d+:\d+: capitals\.program: expected a stage that does the same twice, .*\[AL0310\]\n", answer.Error);
        Assert.Matches(@"external-program\.conf:\d+:\d+: out\.stdout: expected a sink that writes a file, .*\[AL0310\]\n", answer.Error);
        Assert.False(Directory.Exists(State));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_used_is_told()
    {
        _folder.Write("other/letter", "dear");
        await AssertRefused($"{Copy} --state {_folder.File("other")}", "it holds no run, and something else: letter [AL0131]");
        await AssertRefused($"{Copy} --state {_folder.File("other/letter")}", "it is a file [AL0131]");
        await AssertRefused($"{Copy} --state /proc/actorlab", "expected a folder for the state of this run: ");
    }

    [Fact]
    public async Task Another_input_than_the_run_began_with_is_refused()
    {
        string input = _folder.Write("input", "one\ntwo\n");
        await Start($"run line-copy --model pipeline --input {input} --output {_folder.File("out")} --state {State}");
        File.Delete(Path.Combine(State, "finished.json"));
        _folder.Write("input", "one\nsix\n");
        await AssertRefused($"run --resume {State}", $"its input has changed: {input} has as many bytes as when the run began, and others [AL0131]");
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_is_refused_and_one_that_is_interrupted_says_how_to_go_on()
    {
        // Far more than it can copy before it is interrupted, however busy the machine is.
        string[] command = ["run", "line-copy", "--model", "process-pipeline", "--workers", "2", "--lines", "1000000", "--state", State];
        // It hears SIGINT also when the tests run where that is ignored, as in the background of a shell without job control.
        using Process first = Lab.BeginRead("env", ["--default-signal=INT", "dotnet", Lab.Program, .. command]);
        string output = Path.Combine(State, "output");
        await ProcessTable.Until(
            () => first.HasExited || new FileInfo(output) is { Exists: true, Length: > 10_000 }, "the copy has begun");
        await AssertRefused($"run --resume {State}", "another process is at work on it [AL0131]");
        await Lab.Shell($"kill -INT {first.Id}");
        Task<string> errors = first.StandardError.ReadToEndAsync(), shownLines = first.StandardOutput.ReadToEndAsync();
        try
        {
            await ProcessTable.Until(() => first.HasExited, "the interrupted run has ended");
        }
        finally
        {
            first.Kill(entireProcessTree: true);
        }

        string error = await errors, shown = await shownLines;
        Assert.Equal(130, first.ExitCode);
        Assert.Equal($"actorlab: what was written stays; go on with: actorlab run --resume {State}\n", error);
        Assert.Contains("unknown (interrupted)", shown);
    }

    [Fact]
    public async Task What_a_run_goes_on_from_is_in_its_report()
    {
        await Start($"{Copy} --state {State}");
        string journal = Path.Combine(State, "journal"), output = Path.Combine(State, "output");
        File.Delete(Path.Combine(State, "finished.json"));
        // The end of a run is not waited for to be noted.
        var records = new ArrayBufferWriter<byte>();
        JournalForm.Write(PointOf(await File.ReadAllBytesAsync(output)), records);
        await File.AppendAllBytesAsync(journal, records.WrittenMemory);
        await File.AppendAllTextAsync(output, "half a rec\nord\n");
        Answer answer = await Start($"run --resume {State}");
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("pipeline: resumed from item 201 (process 2 of this run): 200 items were in its output already, 1 item behind them was taken out and done again\n", answer.Out);
        File.Delete(Path.Combine(State, "finished.json"));
        byte[] journalled = await File.ReadAllBytesAsync(journal);
        await File.WriteAllBytesAsync(journal, journalled[..(JournalForm.HeadBytes + JournalForm.Life(1).Length)]);
        Answer again = await Start($"run --resume {State} --json");
        using JsonDocument json = JsonDocument.Parse(again.Out);
        JsonElement resumed = json.RootElement[0].GetProperty("resumed");
        Assert.Equal((2, 1, 200), (resumed.GetProperty("process").GetInt32(), resumed.GetProperty("fromItem").GetInt32(), resumed.GetProperty("doneAgain").GetInt32()));
    }

    [Fact]
    [Trait("Tier", "mount")]
    public async Task A_disk_that_is_full_ends_the_run_which_can_go_on_when_there_is_room()
    {
        string disk = _folder.File("disk");
        Directory.CreateDirectory(disk);
        Answer answer = await Lab.Shell(
            $"""
            mount -t tmpfs -o size=256k tmpfs '{disk}' || exit 125
            {Lab.ShellCommand} run line-copy --model pipeline --workers 2 --lines 5000 --state '{disk}/state' >/dev/null
            code=$?
            mount -o remount,size=16m '{disk}'
            {Lab.ShellCommand} run --resume '{disk}/state' --json >'{_folder.Path}/report' || code=7
            umount '{disk}'
            exit $code
            """);
        Assert.Equal(3, answer.ExitCode);
        Assert.Matches($"^actorlab: pipeline: {disk}/state/(output|journal): No space left on device\nactorlab: what was written stays; go on with: actorlab run --resume {disk}/state\n$", answer.Error);
        Assert.Contains("\"fromItem\"", await File.ReadAllTextAsync(_folder.File("report")));
    }

    private static OutputPoint PointOf(byte[] output)
    {
        var tally = new OutputTally();
        tally.Append(output);
        return new OutputPoint(0, 200, 0, tally.Bytes, tally.Digest);
    }

    private static async Task AssertRefused(string arguments, string expected)
    {
        Answer answer = await Start(arguments);
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.Contains(expected, answer.Error);
    }

    private static Task<Answer> Start(string arguments) => Lab.Call(arguments.Split(' '));
}
