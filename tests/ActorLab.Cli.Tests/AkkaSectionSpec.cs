using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActorLab.Cli.Tests;

/// <summary>A section <c>akka</c> in a definition, and what is logged because of it.</summary>
public sealed partial class AkkaSectionSpec : IDisposable
{
    /// <summary>Everything that Akka can log of a run, but for its configuration.</summary>
    private const string Loud = """
        akka {
          loglevel = DEBUG
          log-dead-letters = on
          log-dead-letters-during-shutdown = on
          actor.debug { receive = on, autoreceive = on, lifecycle = on, event-stream = on, unhandled = on }
        }

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    [InlineData("run", "--engine", "simulation")]
    public async Task What_is_wrong_with_it_is_told_with_file_line_and_column_and_nothing_runs(string command, params string[] options)
    {
        string file = _folder.Write("my.conf", """
            line-copy { model = serial, lines = 10 }
            akka {
              loglevel = LOUD
              actor.default-dispatcher { throughput = 0, executor = x }
              sheduler = 5
            }
            """);
        Answer answer = await Lab.Call([command, file, .. options]);
        string[] said =
        [
            $"actorlab: {file}:3:14: akka.loglevel: expected one of OFF, ERROR, WARNING, INFO, DEBUG, got 'LOUD' [AL0203]",
            $"actorlab: {file}:4:43: akka.actor.default-dispatcher.throughput: expected a whole number of at least 1, got 0 [AL0203]",
            $"actorlab: {file}:4:57: akka.actor.default-dispatcher.executor: expected nothing, got 'x'. The threads of an actor are those of its model; akka.actor.deployment can put it on a dispatcher of its own. [AL0204]",
            $"actorlab: {file}:5:14: expected a setting of akka, got akka.sheduler. ",
        ];
        string[] lines = answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((2, "", said.Length), (answer.ExitCode, answer.Out, lines.Length));
        Assert.All(said.Zip(lines), pair => Assert.StartsWith(pair.First, pair.Second));
    }

    [Fact]
    public async Task An_error_in_a_set_option_names_the_option()
    {
        string file = _folder.Write("my.conf", "line-copy { model = serial, lines = 10 }");
        Answer answer = await Lab.Call("run", file, "--set", "akka.actor.default-dispatcher.throughput=many");
        Assert.Equal(
            new Answer(
                2, "",
                "actorlab: --set akka.actor.default-dispatcher.throughput=many:1:42: akka.actor.default-dispatcher.throughput: "
                    + "expected a whole number of at least 1, got 'many' [AL0203]\n"),
            answer);
    }

    [Fact]
    public async Task Config_shows_each_setting_with_its_place()
    {
        string file = _folder.Write("my.conf", "akka { loglevel = INFO, actor.deployment { \"/root/sink\".dispatcher = akka.actor.task-dispatcher } }");
        Assert.Equal(
            new Answer(
                0,
                $"akka.loglevel = INFO  # {file}:1:19\n"
                    + $"akka.actor.deployment.\"/root/sink\".dispatcher = \"akka.actor.task-dispatcher\"  # {file}:1:70\n",
                ""),
            await Lab.Call("config", file));
    }

    [Theory]
    [InlineData("akka.log-config-on-start = on, line-copy { model = pipeline, workers = 2, lines = 50 }")]
    [InlineData("pipeline.stages { a { range.to = 30 }, b { from = a, map = square, workers = 2 }, c { from = b, count = on } }")]
    [InlineData("experiment = calc-pi, calc-pi { model = threads, work = 1000 }")]
    [InlineData("experiment = daemon")]
    [InlineData("experiment = idle, idle.window = 100 ms")]
    public async Task No_log_line_is_ever_on_standard_output(string definition)
    {
        Answer answer = await Lab.Start("run", _folder.Write("my.conf", Loud + definition), "--json");
        Assert.Equal(0, answer.ExitCode);
        using JsonDocument runs = JsonDocument.Parse(answer.Out);
        Assert.Equal(JsonValueKind.Array, runs.RootElement.ValueKind);
        Assert.DoesNotContain("Started", answer.Out);
        string[] lines = answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, line => line.Contains(": Started (ActorLab.", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Matches(LogLine(), line));
    }

    [Fact]
    public async Task Nodes_of_a_run_log_the_same_under_their_names()
    {
        string file = _folder.Write("my.conf", Loud + "line-copy { model = process-pipeline, workers = 2, lines = 50 }");
        Answer loud = await Lab.Start("run", file, "--json");
        Assert.Equal(0, loud.ExitCode);
        JsonDocument.Parse(loud.Out).Dispose();
        string[] lines = loud.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches(LogLine(), line));
        Assert.Contains(lines, line => line.StartsWith("process-1: debug ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("process-2: debug ", StringComparison.Ordinal));
        Answer quiet = await Lab.Start("run", file, "--json", "--log-level", "off");
        Assert.Equal((0, ""), (quiet.ExitCode, quiet.Error));
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("", "debug", "debug")]
    [InlineData("akka.loglevel = DEBUG", "", "debug")]
    [InlineData("akka.loglevel = DEBUG", "error", "")]
    [InlineData("akka.loglevel = DEBUG", "off", "")]
    [InlineData("akka.loglevel = OFF", "debug", "debug")]
    public async Task The_level_is_that_of_the_option_or_else_that_of_the_file_and_else_nothing_is_logged(string akka, string option, string logged)
    {
        string file = _folder.Write("my.conf", $"line-copy {{ model = serial, lines = 10 }}\nakka.actor.debug.lifecycle = on\n{akka}");
        Answer answer = await Lab.Call(["run", file, .. option.Length == 0 ? Array.Empty<string>() : ["--log-level", option]]);
        Assert.Equal(0, answer.ExitCode);
        IEnumerable<string> levels = answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[0]);
        Assert.Equal(logged, string.Join(' ', levels.Distinct()));
    }

    [Fact]
    public async Task An_experiment_that_is_named_can_be_logged_too()
    {
        Answer quiet = await Lab.Call("run", "line-copy", "--model", "serial", "--lines", "10");
        Answer loud = await Lab.Call("run", "line-copy", "--model", "serial", "--lines", "10", "--log-level", "debug");
        Assert.Equal((0, ""), (quiet.ExitCode, quiet.Error));
        Assert.Equal(0, loud.ExitCode);
        Assert.StartsWith("debug ", loud.Error);
    }

    [Fact]
    public async Task A_level_that_there_is_not_is_told() => Assert.Equal(
        new Answer(2, "", "actorlab: --log-level: expected a level, got wraning. Did you mean warning? [AL0001]\n"),
        await Lab.Call("run", "E5", "--log-level", "wraning"));

    [Fact]
    public async Task A_sweep_over_a_setting_of_Akka_runs_each_value()
    {
        string file = _folder.Write("my.conf", "line-copy { model = threads, workers = 2, lines = 50 }");
        Answer answer = await Lab.Call("run", file, "--sweep", "akka.actor.default-dispatcher.throughput=1,10", "--json");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Contains("\"akka.actor.default-dispatcher.throughput\"", answer.Out);
    }

    [Fact]
    public async Task In_virtual_time_nothing_is_logged_and_the_throughput_is_a_part_of_what_runs()
    {
        string file = _folder.Write("my.conf", "line-copy { model = pipeline, workers = 3, lines = 50 }\nakka.loglevel = DEBUG");
        Answer as128 = await Lab.Call("run", file, "--engine", "simulation", "--json");
        Answer as1 = await Lab.Call("run", file, "--engine", "simulation", "--json", "--set", "akka.actor.default-dispatcher.throughput=1");
        Assert.Equal((0, "", 0, ""), (as128.ExitCode, as128.Error, as1.ExitCode, as1.Error));
        Assert.NotEqual(as128.Out, as1.Out);
    }

    [Fact]
    public async Task A_run_that_goes_on_has_the_settings_that_it_began_with()
    {
        string file = _folder.Write("my.conf", "line-copy { model = pipeline, workers = 2, lines = 50 }\nakka.loglevel = DEBUG");
        string state = _folder.File("state");
        Answer first = await Lab.Call("run", file, "--state", state);
        Assert.Equal(0, first.ExitCode);
        Assert.Contains("akka\": ", await File.ReadAllTextAsync(Directory.GetFiles(state, "*manifest*").Single()));
        Answer other = await Lab.Call("run", file, "--state", state, "--resume", "--set", "akka.loglevel=INFO");
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("akka: {\"akka\":{\"loglevel\":\"DEBUG\"}} when it began, {\"akka\":{\"loglevel\":\"INFO\"}} now", other.Error);
    }

    /// <summary>Of a node with its name in front.</summary>
    [GeneratedRegex(@"^([\w-]+: )?(error|warning|info|debug) \d+\.\d{6} \S+: \S", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex LogLine();
}
