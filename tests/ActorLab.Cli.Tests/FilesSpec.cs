namespace ActorLab.Cli.Tests;

/// <summary>Files that a run cannot use.</summary>
public sealed class FilesSpec : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_input_is_a_usage_error() => await AssertRejected(["--input", _folder.File("nothing")], _folder.File("nothing"));

    [Fact]
    public async Task A_folder_is_no_input() => await AssertRejected(["--input", _folder.Path], "folder");

    [Fact]
    public async Task An_empty_input_is_a_usage_error() => await AssertRejected(["--input", _folder.Write("empty", "")], "empty file");

    [Fact]
    public async Task A_line_over_one_mebibyte_is_a_usage_error() =>
        await AssertRejected(["--input", _folder.Write("long", "a\n" + new string('x', (1 << 20) + 1) + "\n")], "long:2");

    [Fact]
    public async Task A_folder_is_no_output() => await AssertRejected(["--output", _folder.Path], "folder");

    [Fact]
    public async Task An_output_in_no_folder_is_a_usage_error() => await AssertRejected(["--output", _folder.File("no/such/output")], "output");

    [Theory]
    [InlineData("input")]
    [InlineData("./input")]
    [InlineData("link")]
    public async Task The_input_cannot_be_the_output_by_any_name(string name)
    {
        string input = _folder.Write("input", "keep me\n");
        File.CreateSymbolicLink(_folder.File("link"), input);
        await AssertRejected(["--input", input, "--output", _folder.File(name)], "same file");
        Assert.Equal("keep me\n", await File.ReadAllTextAsync(input));
    }

    [Fact]
    public async Task All_unusable_files_are_reported_at_once()
    {
        Answer answer = await Lab.Call("run", "line-copy", "--input", _folder.File("nothing"), "--output", _folder.Path);
        Assert.Equal(2, answer.ExitCode);
        Assert.Equal(2, answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    [Trait("Tier", "user")]
    public async Task An_input_or_output_without_permission_is_a_usage_error()
    {
        string input = _folder.Write("secret", "a\n");
        string output = _folder.Write("locked", "");
        Answer answer = await Lab.Shell(
            $"chmod 755 '{_folder.Path}'; chmod 600 '{input}' '{output}'; setpriv --reuid=65534 --regid=65534 --clear-groups {Lab.ShellCommand} run line-copy --model serial --input '{input}' --output '{output}'",
            ("HOME", "/tmp"), ("DOTNET_CLI_HOME", "/tmp"));
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("secret", answer.Error);
        Assert.Contains("locked", answer.Error);
    }

    [Theory]
    [InlineData("/dev/full")]
    [InlineData("/dev/null")]
    public async Task A_device_is_no_output_since_nothing_could_be_verified(string device) => await AssertRejected(["--output", device], "device");

    [Theory]
    [Trait("Tier", "mount")]
    [InlineData("serial")]
    [InlineData("pipeline")]
    public async Task A_disk_that_fills_up_ends_the_run_and_leaves_what_was_written(string model)
    {
        string disk = _folder.File("disk");
        Directory.CreateDirectory(disk);
        Answer answer = await Lab.Shell(
            $"""
            mount -t tmpfs -o size=64k tmpfs '{disk}' || exit 125
            {Lab.ShellCommand} run line-copy --model {model} --lines 5000 --output '{disk}/output'
            code=$?
            cp '{disk}/output' '{_folder.Path}/kept'
            umount '{disk}'
            exit $code
            """);
        Assert.Equal(3, answer.ExitCode);
        Assert.Equal($"actorlab: {model}: {disk}/output: No space left on device\n", answer.Error);
        Assert.Contains("unknown (failed)", answer.Out);
        Assert.Contains("line1\n", await File.ReadAllTextAsync(_folder.File("kept")));
    }

    private static async Task AssertRejected(string[] options, string mentioned)
    {
        Answer answer = await Lab.Call(["run", "line-copy", .. options]);
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        string row = Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("actorlab: ", row);
        Assert.EndsWith("]", row);
        Assert.Contains(mentioned, row);
    }
}
