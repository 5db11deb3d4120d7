using System.Text.RegularExpressions;

namespace ActorLab.Cli.Tests;

/// <summary>The script <c>./actorlab</c>, in a small copy of the repository and with a dotnet that only pretends to build.</summary>
public sealed class LauncherSpec : IDisposable
{
    private const string PretendedDotnet = """
        #!/usr/bin/env bash
        case "$1" in
            --version) echo "${PRETENDED_VERSION:-10.0.100}" ;;
            publish)
                echo build >>"$LOG"
                [[ -z "${PRETENDED_ERROR:-}" ]] || { echo "$PRETENDED_ERROR"; exit 1; }
                [[ -z "${SHOWN:-}" ]] || echo '  ActorLab.Core -> bin/ActorLab.Core.dll'
                until [[ -z "${SHOWN:-}" ]] || grep -q ': 1 of 2 ' "$SHOWN"; do sleep 0.05; done
                mkdir -p artifacts/app
                touch artifacts/app/ActorLab.Cli.dll ;;
            *) printf '%s\n' "ran ${1##*/}" "${@:2}" ;;
        esac
        """;

    private const string Note = "building ActorLab (once)…\n";

    private readonly TemporaryFolder _folder = new();

    public LauncherSpec()
    {
        File.Copy(Path.Combine(Lab.Repository, "actorlab"), _folder.File("actorlab"));
        _folder.Write("src/ActorLab.Cli/ActorLab.Cli.csproj", "");
        _folder.Write("src/ActorLab.Core/ActorLab.Core.csproj", "");
        _folder.Write("src/ActorLab.Cli/Program.cs", "first");
        _folder.Write("src/ActorLab.Cli/Other.cs", "other");
        foreach (string name in (string[])["Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig", "BannedSymbols.txt"]) _folder.Write(name, "");
        _folder.Write("hocon/reference.conf", "");
        _folder.WriteProgram("bin/dotnet", PretendedDotnet);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_builds_once_and_hands_over_all_arguments()
    {
        Assert.Equal(new Answer(0, "ran ActorLab.Cli.dll\nrun\na b\n", Note), await Run("./actorlab run 'a b'"));
        Assert.Equal(new Answer(0, "ran ActorLab.Cli.dll\n\n*\n", ""), await Run("./actorlab '' '*'"));
        Assert.Equal(1, Builds);
    }

    [Fact]
    public async Task A_build_that_takes_its_time_says_how_far_it_is()
    {
        Answer answer = await Run("SHOWN=\"$PWD/shown\" ./actorlab 2>shown; cat shown");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Matches($@"^ran ActorLab\.Cli\.dll\n{Regex.Escape(Note)}({Progress("0")}\n)*{Progress("1")}\n$", answer.Out);
    }

    [Fact]
    [Trait("Tier", "terminal")]
    public async Task On_a_terminal_it_says_so_in_one_line_that_is_gone_in_the_end()
    {
        Answer answer = await Run("SHOWN=shown script -qfec ./actorlab shown >/dev/null; tail -n +2 shown");
        Assert.Matches(
            $@"^building ActorLab \(once\)…\r\n(\r{Progress("[01]")}\e\[K)*\r{Progress("1")}\e\[K"
                + @"\r\e\[Kran ActorLab\.Cli\.dll\r\n",
            answer.Out);
    }

    [Theory]
    [InlineData("echo changed! >src/ActorLab.Cli/Program.cs")]
    [InlineData("touch -d '2001-01-01' src/ActorLab.Cli/Program.cs")]
    [InlineData("rm src/ActorLab.Cli/Other.cs")]
    [InlineData("mv src/ActorLab.Cli/Other.cs src/ActorLab.Cli/Another.cs")]
    [InlineData("echo x >Directory.Packages.props")]
    [InlineData("echo x >global.json")]
    [InlineData("echo x >hocon/reference.conf")]
    [InlineData("rm -r artifacts/app")]
    public async Task It_builds_again_when_the_sources_changed(string change)
    {
        await Run("./actorlab");
        Answer answer = await Run($"{change}; ./actorlab");
        Assert.Equal(Note, answer.Error);
        Assert.Equal(2, Builds);
        Assert.Equal("", (await Run("./actorlab")).Error);
    }

    [Fact]
    public async Task A_closed_standard_output_is_told_before_anything_is_built()
    {
        Assert.Equal(new Answer(3, "", "actorlab: standard output is closed\n"), await Run("./actorlab list >&-"));
        Assert.False(File.Exists(_folder.File("log")));
    }

    [Fact]
    public async Task What_a_build_leaves_behind_is_no_source()
    {
        await Run("./actorlab");
        Assert.Equal("", (await Run("mkdir -p src/ActorLab.Cli/obj && touch src/ActorLab.Cli/obj/x && ./actorlab")).Error);
    }

    [Fact]
    public async Task It_works_from_any_folder_and_through_links()
    {
        Answer answer = await Run("ln -s \"$PWD/actorlab\" bin/lab; ln -s lab bin/lab2; cd / && \"$FOLDER/bin/lab2\" list");
        Assert.Equal(new Answer(0, "ran ActorLab.Cli.dll\nlist\n", Note), answer);
    }

    [Fact]
    public async Task Two_calls_at_once_build_once()
    {
        Answer answer = await Run("./actorlab a & ./actorlab b & wait");
        Assert.Equal(1, Builds);
        Assert.Equal(["a", "b"], answer.Out.Split('\n').Where(r => r is "a" or "b").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_build_that_fails_shows_why_and_is_tried_again()
    {
        Answer answer = await Run("PRETENDED_ERROR='Program.cs(1,1): error' ./actorlab");
        Assert.Equal(new Answer(1, "", Note + "Program.cs(1,1): error\nactorlab: the build failed\n"), answer);
        Assert.Equal(0, (await Run("./actorlab")).ExitCode);
        Assert.Equal(2, Builds);
    }

    [Fact]
    public async Task Without_dotnet_it_says_what_to_install()
    {
        Answer answer = await Run(
            """
            mkdir tools
            for tool in bash readlink dirname find sort cksum mkdir flock; do ln -s "$(command -v "$tool")" "tools/$tool"; done
            PATH="$PWD/tools" ./actorlab
            """);
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.StartsWith("actorlab: dotnet was not found. Install the .NET SDK 10 ", answer.Error);
    }

    [Fact]
    public async Task Another_major_version_is_told_apart()
    {
        Answer answer = await Run("PRETENDED_VERSION=8.0.100 ./actorlab");
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.StartsWith("actorlab: expected the .NET SDK 10, found 8.0.100. Install", answer.Error);
    }

    private static string Progress(string done) => $@"building ActorLab: {done} of 2 projects, \d+ s";

    private int Builds => File.ReadAllLines(_folder.File("log")).Length;

    /// <summary>Without its progress, which a build of a moment shows on a machine that is very busy.</summary>
    private async Task<Answer> Run(string script)
    {
        Answer answer = await Lab.Shell(
            $"cd \"$FOLDER\" && PATH=\"$FOLDER/bin:$PATH\" LOG=\"$FOLDER/log\"; export PATH LOG\n{script}",
            ("FOLDER", _folder.Path));
        return answer with
        {
            Error = Regex.Replace(answer.Error, $"^{Progress("0")}\n", "", RegexOptions.Multiline, Regex.InfiniteMatchTimeout),
        };
    }
}
