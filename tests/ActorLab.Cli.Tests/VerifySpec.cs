using System.Text.Json;

namespace ActorLab.Cli.Tests;

public sealed class VerifySpec : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_faithful_copy_holds()
    {
        Answer answer = await Verify("a\nb\nc\n", "a\nb\nc\n");
        Assert.Equal(0, answer.ExitCode);
        Assert.StartsWith("verdict: holds\n", answer.Out);
        Assert.Equal("", answer.Error);
    }

    [Fact]
    public async Task A_swap_is_violated_and_shown_with_its_place()
    {
        Answer answer = await Verify("a\nb\nc\n", "a\nc\nb\n");
        Assert.Equal(99, answer.ExitCode);
        Assert.StartsWith("verdict: violated (flush order)\n", answer.Out);
        Assert.Contains("at 2: expected b, got c", answer.Out);
    }

    [Fact]
    public async Task The_records_of_line_copy_are_understood()
    {
        string Record(int thread, string line) => $"current thread:<worker-{thread}, managed thread {thread}>\ncurrent pid:98\ntotal threads:40\nCPU number:2\n{line}\n\n";
        Answer answer = await Verify("line1\nline2\n", Record(3, "line2") + Record(4, "line1"), "--json");
        Assert.Equal(99, answer.ExitCode);
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement verdict = json.RootElement.GetProperty("verdict");
        Assert.Equal(1, verdict.GetProperty("reordered").GetInt64());
        Assert.Equal(2, verdict.GetProperty("positionalMismatches").GetInt64());
        Assert.Contains("worker-", verdict.GetProperty("checks")[0].GetProperty("evidence")[0].GetProperty("worker").GetString());
    }

    [Fact]
    public async Task An_empty_output_is_violated()
    {
        Answer answer = await Verify("a\n", "", "--json");
        Assert.Equal(99, answer.ExitCode);
        Assert.Contains("\"lost\": 1,", answer.Out);
    }

    [Fact]
    public async Task An_input_without_lines_is_a_usage_error()
    {
        Answer answer = await Verify("", "a\n");
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("has no lines [AL0006]", answer.Error);
    }

    [Fact]
    public async Task Missing_files_are_reported_both_at_once()
    {
        Answer answer = await Lab.Call("verify", _folder.File("no-output"), "--input", _folder.File("no-input"));
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains($"actorlab: --input: expected a file, but {_folder.File("no-input")} does not exist [AL0006]\n", answer.Error);
        Assert.Contains($"actorlab: output: expected a file, but {_folder.File("no-output")} does not exist [AL0006]\n", answer.Error);
    }

    [Fact]
    public async Task A_folder_is_not_a_file()
    {
        Answer answer = await Lab.Call("verify", _folder.Path, "--input", _folder.Write("input", "a\n"));
        Assert.Equal(new Answer(2, "", $"actorlab: output: expected a file, got the folder {_folder.Path} [AL0006]\n"), answer);
    }

    [Fact]
    public async Task Without_an_input_there_is_nothing_to_verify_against()
    {
        Answer answer = await Lab.Call("verify", _folder.Write("output", "a\n"));
        Assert.Equal(new Answer(2, "", "actorlab: --input: expected the file that the output should be a copy of [AL0002]\n"), answer);
    }

    [Fact]
    public async Task Both_files_may_come_from_pipes()
    {
        Answer answer = await Lab.Shell($"{Lab.ShellCommand} verify <(printf 'a\\nb\\n') --input <(printf 'a\\nb\\n')");
        Assert.Equal(0, answer.ExitCode);
        Assert.StartsWith("verdict: holds\n", answer.Out);
    }

    private Task<Answer> Verify(string input, string output, params string[] more) =>
        Lab.Call(["verify", _folder.Write("output", output), "--input", _folder.Write("input", input), .. more]);
}
