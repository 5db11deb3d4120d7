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
                read -r passed failed code other <"$project/results"
                touch "$project/begun"
                until [[ -z "$other" || -e "tests/$other/begun" ]]; do sleep 0.05; done
                for argument in "$@"; do
                    [[ "$previous" == --filter ]] && echo "$argument" >>filters
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
    public async Task Each_project_is_told_when_it_has_ended()
    {
        Answer answer = await Run("12 0 0", "30 2 1");
        Assert.Matches(@"(^|\n)B0\.Tests: passed 12, failed 0, \d+ s\n", answer.Out);
        Assert.Matches(@"(^|\n)B1\.Tests: passed 30, failed 2, \d+ s\n", answer.Out);
    }

    [Fact]
    public async Task Three_projects_run_at_a_time()
    {
        // Each waits until another one has begun.
        _folder.Write("ActorLab.sln", "B0.Tests.csproj B1.Tests.csproj B2.Tests.csproj");
        Answer answer = await Run("1 0 0 B2.Tests", "2 0 0 B0.Tests", "4 0 0 B1.Tests");
        Assert.Equal((0, "7 passed, 0 failed"), (answer.ExitCode, LastLine(answer)));
    }

    [Theory]
    [InlineData("", "Length!=long")]
    [InlineData("--long", null)]
    [InlineData("--long --install", null)]
    public async Task Long_tests_run_when_they_are_asked_for(string options, string? filter)
    {
        _folder.Write("tests/B0.Tests/results", "3 0 0");
        Answer answer = await Start("sed -i '/^tiers=/,/)$/d; 3i tiers=()' test.sh", options);
        Assert.Equal((0, "3 passed, 0 failed"), (answer.ExitCode, LastLine(answer)));
        Assert.Equal(
            filter is null ? "" : filter + "\n",
            File.Exists(_folder.File("filters")) ? await File.ReadAllTextAsync(_folder.File("filters")) : "");
    }

    [Fact]
    public async Task An_option_that_there_is_none_of_is_refused() =>
        Assert.Equal(new Answer(2, "", "usage: ./test.sh [--install] [--long]\n"), await Start("", "--longer"));

    [Fact]
    public async Task A_new_machine_is_told_what_packages_there_are_and_nothing_of_the_first_attempt_is_shown()
    {
        Answer answer = await Install("apt-get install fails until apt-get update");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.DoesNotContain("apt", answer.Out);
        Assert.Equal("install\nupdate\ninstall\n", await File.ReadAllTextAsync(_folder.File("apt")));
    }

    [Fact]
    public async Task What_cannot_be_installed_is_named_with_the_words_of_the_last_attempt()
    {
        Answer answer = await Install("apt-get install fails");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Contains("E: install 2\nnot installed: nothing-at-all (apt-get failed)\n", answer.Out);
        Assert.DoesNotContain("E: install 1", answer.Out);
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
        Assert.Equal(
            "Length!=long&Tier!=terminal&Tier!=mount&Tier!=user&Tier!=containers&Tier!=netns\n",
            await File.ReadAllTextAsync(_folder.File("filters")));
    }

    private Task<Answer> Run(params string[] projects)
    {
        for (int i = 0; i < projects.Length; i++) _folder.Write($"tests/B{i}.Tests/results", projects[i]);
        return Start("");
    }

    private Task<Answer> Start(string before, string options = "") =>
        Lab.Shell(
            $"cd \"$FOLDER\"; export PATH=\"$FOLDER/bin:$PATH\"\n{before}\nbash test.sh {options}", ("FOLDER", _folder.Path));

    /// <summary>With a package that is missing, as root.</summary>
    private Task<Answer> Install(string how)
    {
        _folder.Write("tests/B0.Tests/results", "3 0 0");
        _folder.WriteProgram("bin/apt-get",
            """
            #!/usr/bin/env bash
            echo "$1" >>apt
            [[ "$1" == update ]] && exit
            echo "E: install $(grep -c install apt)" >&2
            [[ "$HOW" == *update ]] && grep -q update apt
            """);
        return Start(
            """
            sed -i '/^tiers=/,/)$/d; 3i tiers=("none nothing-at-all nothing-at-all")' test.sh
            sed -i 's/EUID/PRETENDED_EUID/; s|/usr/sbin/policy-rc.d|policy|' test.sh
            export PRETENDED_EUID=0
            """ + $"\nexport HOW='{how}'", "--install");
    }

    private static string LastLine(Answer answer) => answer.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
}
