namespace ActorLab.Cli.Tests;

/// <summary>The script <c>./test.sh</c>, in a small repository and with a dotnet that only pretends to test.</summary>
public sealed class TestRunnerSpec : IDisposable
{
    /// <summary>A project's results stand in its folder: passed, failed and exit code.</summary>
    private const string PretendedDotnet = """
        #!/usr/bin/env bash
        case "$1" in
            build) exit "${PRETENDED_BUILD:-0}" ;;
            test)
                project="$2"
                read -r passed failed code <"$project/results"
                for argument in "$@"; do
                    [[ "$argument" == Tier* ]] && echo "$argument" >>filters
                    [[ "$argument" == trx* ]] && name="${argument#*LogFileName=}"
                    [[ "$previous" == --results-directory ]] && folder="$argument"
                    previous="$argument"
                done
                [[ "$passed" == none ]] || printf '<Counters total="9" executed="9" passed="%s" failed="%s" error="0" />\n' "$passed" "$failed" >"$folder/$name"
                echo "output of $project"
                exit "$code" ;;
        esac
        """;

    private readonly TemporaryFolder _folder = new();

    public TestRunnerSpec()
    {
        File.Copy(Path.Combine(Lab.Repository, "test.sh"), _folder.File("test.sh"));
        _folder.WriteProgram("bin/dotnet", PretendedDotnet);
        _folder.Write("ActorLab.sln", "B0.Tests.csproj B1.Tests.csproj");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_last_line_sums_up_all_projects()
    {
        Answer answer = await Run("12 0 0", "30 0 0");
        Assert.Equal(0, answer.ExitCode);
        Assert.Equal("42 passed, 0 failed", LastLine(answer));
        Assert.DoesNotContain("output of", answer.Out);
    }

    [Fact]
    public async Task A_failure_is_shown_and_counted()
    {
        Answer answer = await Run("12 0 0", "30 2 1");
        Assert.Equal(1, answer.ExitCode);
        Assert.Equal("42 passed, 2 failed", LastLine(answer));
        Assert.Contains("output of tests/B1.Tests", answer.Out);
        Assert.DoesNotContain("output of tests/B0.Tests", answer.Out);
    }

    [Theory]
    [InlineData("none 0 1", "12 passed, 1 failed")]
    [InlineData("5 0 134", "17 passed, 1 failed")]
    public async Task A_project_that_crashed_counts_as_a_failure(string results, string expected)
    {
        Answer answer = await Run("12 0 0", results);
        Assert.Equal((1, expected), (answer.ExitCode, LastLine(answer)));
    }

    [Fact]
    public async Task A_project_that_the_solution_does_not_build_counts_as_a_failure()
    {
        Answer answer = await Run("12 0 0", "30 0 0", "1 0 0");
        Assert.Equal((1, "42 passed, 1 failed"), (answer.ExitCode, LastLine(answer)));
        Assert.Contains("B2.Tests did not run: it is not in ActorLab.sln\n", answer.Out);
    }

    [Fact]
    public async Task Nothing_run_is_not_passed()
    {
        Answer answer = await Run("none 0 0");
        Assert.Equal((1, "0 passed, 0 failed"), (answer.ExitCode, LastLine(answer)));
    }

    [Fact]
    public async Task A_build_that_fails_is_no_test_run()
    {
        Answer answer = await Start("export PRETENDED_BUILD=1");
        Assert.Equal((1, "0 passed, 0 failed"), (answer.ExitCode, LastLine(answer)));
    }

    [Fact]
    public async Task A_tier_that_cannot_run_is_named_and_left_out()
    {
        Directory.CreateDirectory(_folder.File("tests/B0.Tests"));
        _folder.Write("tests/B0.Tests/results", "3 0 0");
        Answer answer = await Start(
            """
            mkdir tools
            for tool in bash env dirname readlink mktemp rm rmdir sed basename grep; do ln -s "$(command -v "$tool")" "tools/$tool"; done
            PATH="$FOLDER/bin:$FOLDER/tools"
            """);
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("not run: terminal (needs script, from the package bsdutils)\n", answer.Out);
        Assert.Contains("not run: mount (needs root that may mount)\n", answer.Out);
        Assert.Equal("Tier!=terminal&Tier!=mount&Tier!=user&Tier!=containers&Tier!=netns\n", await File.ReadAllTextAsync(_folder.File("filters")));
    }

    private Task<Answer> Run(params string[] projects)
    {
        for (int i = 0; i < projects.Length; i++) _folder.Write($"tests/B{i}.Tests/results", projects[i]);
        return Start("");
    }

    private Task<Answer> Start(string before) =>
        Lab.Shell($"cd \"$FOLDER\"; export PATH=\"$FOLDER/bin:$PATH\"\n{before}\nbash test.sh", ("FOLDER", _folder.Path));

    private static string LastLine(Answer answer) => answer.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
}
