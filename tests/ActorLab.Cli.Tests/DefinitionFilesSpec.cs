using System.Text.Json;
using System.Text.Json.Nodes;
using ActorLab.Cli.Runs;
using ActorLab.Definitions.Schema;

namespace ActorLab.Cli.Tests;

/// <summary>Definitions in files: <c>run FILE</c>, <c>check FILE</c> and <c>config FILE</c>.</summary>
public sealed class DefinitionFilesSpec : IDisposable
{
    private static readonly string E5 = Path.Combine(Lab.Repository, "hocon", "experiments", "E5.conf");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_includes_others_outside_its_folder_only_where_the_command_line_lets_it()
    {
        _folder.Write("common.conf", "line-copy.lines = 20\n");
        Directory.CreateDirectory(_folder.File("mine"));
        string file = _folder.Write("mine/copy.conf", "experiment = line-copy\nengine = simulation\ninclude \"../common.conf\"\nline-copy.model = serial\n");
        string[][] commands = [["check", file], ["config", file], ["run", file], ["run", file, "--check-determinism"], ["run", file, "--sweep", "line-copy.lines=5,10"]];
        foreach (string[] command in commands)
        {
            Answer refused = await Lab.Call(command);
            Assert.Equal((2, ""), (refused.ExitCode, refused.Out));
            Assert.Contains($"{file}:3:9: '../common.conf' cannot be included: it is outside the folder '", refused.Error, StringComparison.Ordinal);
            Answer let = await Lab.Call([.. command, "--includes-anywhere"]);
            Assert.True(let.ExitCode == 0, let.Error);
        }

        Answer config = await Lab.Call("config", file, "--includes-anywhere");
        Assert.Contains("line-copy.lines = 20", config.Out, StringComparison.Ordinal);
        Answer named = await Lab.Call("run", "E5", "--includes-anywhere");
        Assert.Equal(2, named.ExitCode);
        Assert.StartsWith("actorlab: --includes-anywhere: expected with a definition in a file only.", named.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_file_says_that_it_sets_nothing_and_what_runs_then()
    {
        string file = _folder.Write("empty.conf", "");
        Answer answer = await Lab.Call("check", file);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.StartsWith(
            $"{file}: ok, and it sets nothing: this is what runs where nothing is set\n  line-copy: serial, 1 worker, "
                + "10,000 generated lines, on local, seed 1\n",
            answer.Out);
        Assert.StartsWith($"{file}: ok\n", (await Lab.Call("check", _folder.Write("empty.conf", "seed = 2"))).Out);
    }

    [Fact]
    public async Task A_file_in_UTF_16_without_a_mark_is_told_from_one_that_is_wrong()
    {
        string file = _folder.File("wide.conf");
        await File.WriteAllBytesAsync(file, System.Text.Encoding.Unicode.GetBytes("seed = 2\n"));
        Answer answer = await Lab.Call("check", file);
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("the file is UTF-16 without a byte order mark", answer.Error);
    }

    [Fact]
    public async Task Too_many_stages_are_counted_to_the_end()
    {
        string stages = string.Concat(Enumerable.Range(1, 902).Select(i => $"s{i} {{ range {{ to = 3 }} }}\n"));
        Answer answer = await Lab.Call(
            "check", _folder.Write("many.conf", $"experiment = pipeline\npipeline.stages {{\n{stages}}}"));
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("expected at most 100 stages, got 902", answer.Error);
    }

    [Theory]
    [InlineData("E2")]
    [InlineData("E5")]
    [InlineData("E10")]
    public async Task A_file_runs_as_the_row_that_it_is_of(string row)
    {
        Answer file = await Lab.Call("run", Path.Combine(Lab.Repository, "hocon", "experiments", row + ".conf"), "--lines", "300", "--json");
        Answer named = await Lab.Call("run", row, "--engine", "simulation", "--lines", "300", "--json");
        JsonArray expected = JsonNode.Parse(named.Out)!.AsArray();
        // What was published is the row's, not the file's.
        string[] ofRow = ["published", "row", "lesson"];
        Assert.All(ofRow, member => Assert.True(expected[0]!.AsObject().Remove(member)));
        JsonArray given = JsonNode.Parse(file.Out)!.AsArray();
        Assert.True(given[0]!.AsObject().Remove("lesson"));
        Assert.True(JsonNode.DeepEquals(expected, given));
        Assert.Equal((named.ExitCode, named.Error), (file.ExitCode, file.Error));
        Assert.Contains("traceDigest", file.Out);
    }

    [Theory]
    [InlineData("E11")]
    [InlineData("E12")]
    [InlineData("E18")]
    [InlineData("E19")]
    [InlineData("E21")]
    [InlineData("E22")]
    [InlineData("E23")]
    [InlineData("E32")]
    [InlineData("E33")]
    public async Task A_file_of_tasks_runs_as_the_row_that_it_is_of(string row)
    {
        Answer file = await Lab.Call("run", Path.Combine(Lab.Repository, "hocon", "experiments", row + ".conf"), "--json");
        Answer named = await Lab.Call("run", row, "--engine", "simulation", "--json");
        Assert.Equal((0, ""), (file.ExitCode, file.Error));
        // A row may be run in a second way too, which a definition has not: read otherwise, or as its code does it and not its
        // text.
        var more = Runs(named).Except(Runs(file)).ToArray();
        Assert.Equal(row is "E21" or "E22" ? 5 : 0, more.Length);
        Assert.Equal(Runs(named).Except(more), Runs(file));

        static IEnumerable<(string?, string?, string?)> Runs(Answer answer)
        {
            using JsonDocument json = JsonDocument.Parse(answer.Out);
            return [.. json.RootElement.EnumerateArray().Select(c => (c.GetProperty("case").GetString(), c.GetProperty("machine").GetString(), c.GetProperty("traceDigest").GetString()))];
        }
    }

    [Theory]
    [InlineData("experiment = calc-pi", "calc-pi", "--model processes --workers 3 --work 10^5 --start forkserver --cores 2 --gil false --engine simulation --seed 4")]
    [InlineData("experiment = calc-pi, calc-pi.work = 7, seed = 9", "calc-pi", "--vary work=10^2,10^3 --workers 2 --engine simulation --seed 1")]
    [InlineData("experiment = calc-pi, calc-pi.workers = 7", "calc-pi", "--vary workers=1,2 --work 10^4 --engine simulation")]
    [InlineData("experiment = sleep-or-crunch", "sleep-or-crunch", "--model threads --workers 3 --work 10^5 --seconds 0.5 --cores 2 --engine simulation --gil")]
    [InlineData("experiment = sleep-or-crunch, engine = simulation, sleep-or-crunch.workers = 2", "sleep-or-crunch", "--workers 2 --engine simulation")]
    public async Task Options_mean_the_same_with_a_file_of_tasks_and_without(string text, string experiment, string options)
    {
        Answer file = await Lab.Call(["run", _folder.Write("my.conf", text), .. options.Split(' '), "--json"]);
        Assert.Equal((0, ""), (file.ExitCode, file.Error));
        Assert.Contains(options.Contains("--vary", StringComparison.Ordinal) ? "\"values\"" : "traceDigest", file.Out);
        Assert.Equal(await Lab.Call(["run", experiment, .. options.Split(' '), "--json"]), file);
    }

    [Theory]
    [InlineData("--work x --vary wrk=1", "--work: calc-pi.work: expected a whole number from 1 to 10000000000, got 'x' [AL0203]\nactorlab: --set wrk=1:1:5: expected a setting, got wrk. Did you mean calc-pi.work? [AL0202]")]
    [InlineData("--vary work=1,2 --work 3", "--work: expected without --vary work. Leave one of them out. [AL0004]")]
    [InlineData("--start fork", "--start: calc-pi.start: expected spawn where engine is local, got 'fork'. A program with several threads cannot be copied. [AL0204]")]
    [InlineData("--lines 3 --seconds 2", "--lines: does not apply to calc-pi. Leave it out. [AL0005]\nactorlab: --seconds: does not apply to calc-pi. Leave it out. [AL0005]")]
    [InlineData("--check-determinism", "--check-determinism: expected with --engine simulation alone. Real threads never do the same twice. [AL0004]")]
    public async Task Options_that_a_file_of_tasks_cannot_have_are_refused(string options, string problem) => Assert.Equal(
        new Answer(2, "", $"actorlab: {problem}\n"), await Lab.Call(["run", _folder.Write("my.conf", "experiment = calc-pi"), .. options.Split(' ')]));

    [Fact]
    public async Task Many_seeds_of_a_file_are_those_of_its_model()
    {
        Answer file = await Lab.Call("run", E5, "--seeds", "3", "--lines", "20", "--seed", "5", "--json");
        Assert.Equal((0, ""), (file.ExitCode, file.Error));
        Assert.Equal(await Lab.Call("run", "line-copy", "--model", "threads", "--engine", "simulation", "--seeds", "3", "--lines", "20", "--seed", "5", "--json"), file);
    }

    [Fact]
    public async Task The_determinism_of_a_file_is_checked_with_all_that_overrides_it()
    {
        Answer answer = await Lab.Start("run", E5, "--set", "line-copy.model=async", "--lines", "20", "--check-determinism");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Matches(@"\n  line-copy · async · 10 workers +[\d,]+ +[0-9a-f]{16} +same\n", answer.Out);
    }

    [Fact]
    public async Task Options_and_set_override_the_file()
    {
        Answer answer = await Lab.Call("run", E5, "--set", "line-copy.lines=20", "--set", "line-copy.workers=5", "--workers", "3", "--seed", "9", "--gil", "--json");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement run = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(
            ("threads", 3, 20, 9, "simulation"),
            (run.GetProperty("model").GetString(), run.GetProperty("workers").GetInt32(), run.GetProperty("items").GetInt32(), run.GetProperty("seed").GetInt32(), run.GetProperty("engine").GetString()));
    }

    [Fact]
    public async Task A_bad_machine_is_told_with_every_place_and_nothing_runs()
    {
        string file = _folder.File("bad.conf");
        await File.WriteAllTextAsync(file, "engine = simulation\nmachine {\n  cores = 0\n  disk-read = \"pareto(1 ms, 1)\"\n}\n");
        Answer answer = await Lab.Call("run", file, "--set", "machine.step-cost = -1 ms");
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.Contains($"{file}:3:11: machine.cores: expected a whole number from 1 to 1024, got 0", answer.Error);
        Assert.Contains($"{file}:4:15: machine.disk-read: expected a distribution with a mean, which a pareto has only with a shape above 1, got 'pareto(1 ms, 1)'", answer.Error);
        Assert.Contains("--set machine.step-cost = -1 ms:1:21: machine.step-cost: expected a duration from 0 s to 3600 s, got '-1 ms'", answer.Error);
    }

    [Fact]
    public async Task A_definition_in_a_file_can_be_traced()
    {
        Answer answer = await Lab.Call("run", E5, "--lines", "20", "--trace", _folder.File("run.trace"));
        Assert.Equal(0, answer.ExitCode);
        Assert.True(new FileInfo(_folder.File("run.trace")).Length > 0);
    }

    [Fact]
    public async Task The_environment_overrides_the_file()
    {
        Answer answer = await Lab.Shell($"{Lab.ShellCommand} config '{E5}'", ("CONFIG_FORCE_line__copy_workers", "4"));
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Contains("\nline-copy.workers = \"4\"  # environment CONFIG_FORCE_line__copy_workers\n", answer.Out);
    }

    [Theory]
    [InlineData("experiment = large-state\nlarge-state { size = 9 MiB, workers = 2 }", "--megabytes 1 --workers 1", "large-state", 3)]
    [InlineData("experiment = daemon\ndaemon.cases = [joined]", "--seed 3", "daemon", 1)]
    [InlineData("experiment = contexts\nmachine = ${machines.laptop} { cores = 2 }", "", "contexts", 2)]
    [InlineData("experiment = process-queue\nprocess-queue { items = 7, capacity = 2 }", "", "process-queue", 1)]
    [InlineData("experiment = queue-workers\nqueue-workers { cases = [right, one-too-many], items = 30, capacity = 2 }", "", "queue-workers", 2)]
    public async Task Small_experiments_run_from_files(string text, string options, string experiment, int cases)
    {
        Answer answer = await Lab.Call(["run", _folder.Write("my.conf", text), "--engine", "simulation", "--json", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        Assert.Equal(Enumerable.Repeat(experiment, cases), json.RootElement.EnumerateArray().Select(c => c.GetProperty("experiment").GetString()));
        Assert.All(json.RootElement.EnumerateArray(), c => Assert.Equal("holds", c.GetProperty("verdict").GetProperty("status").GetString()));
    }

    [Fact]
    public async Task An_idle_engine_runs_from_a_file()
    {
        Answer answer = await Lab.Call("run", _folder.Write("my.conf", "experiment = idle, idle { actors = 7, window = 10 ms }"));
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.StartsWith("idle on local, 7 actors waiting\n", answer.Out);
    }

    [Fact]
    public async Task A_real_run_in_processes_takes_its_machine_from_the_file()
    {
        string file = _folder.Write("my.conf", "line-copy { model = process-pipeline, workers = 2, lines = 30, output = out.txt }\nmachine = ${machines.laptop} { cores = 8 }");
        Answer answer = await Lab.Start("run", file, "--json");
        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(30, (await File.ReadAllTextAsync(_folder.File("out.txt"))).Split("CPU number:").Length - 1);
    }

    [Fact]
    public async Task A_run_in_which_virtual_time_stands_still_ends_when_the_definition_says_so()
    {
        string file = _folder.Write("my.conf", "experiment = process-queue, process-queue.items = 20000, engine = simulation, machine.step-cost = 0 ns");
        Assert.Equal(0, (await Lab.Call("run", file)).ExitCode);
        Answer answer = await Lab.Call("run", file, "--set", "simulation.max-turns-at-one-instant = 100");
        Assert.Equal(99, answer.ExitCode);
        Assert.Contains("one-to-one: time stands still, 0 s after the start: ", answer.Error);
    }

    [Fact]
    public async Task Every_experiment_of_a_definition_can_be_checked_and_is_one_that_can_be_named()
    {
        Assert.True(DefinitionSettings.Experiments.Length >= 8);
        foreach (ExperimentSettings experiment in DefinitionSettings.Experiments)
        {
            // A pipeline is nothing without stages.
            string stages = experiment == DefinitionSettings.Pipeline ? "\npipeline.stages { a { range.to = 9 }, b { from = a, count = on } }" : "";
            Answer answer = await Lab.Call("check", _folder.Write("my.conf", $"experiment = {experiment.Key}{stages}"));
            Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
            Assert.StartsWith($"  {experiment.Key}: ", answer.Out.Split('\n')[1]);
            Assert.Single(ExperimentChoice.Find(experiment.Key));
        }
    }

    [Fact]
    public async Task Check_tells_what_would_run()
    {
        Assert.Equal(
            new Answer(0, $"{E5}: ok\n  line-copy: threads, 10 workers, 10,000 generated lines, on simulation (threading-tutorial, 1 CPU), seed 1\n", ""), await Lab.Call("check", E5));
        string all = (await Lab.Call("check", E5, "--set", "line-copy.model=all", "--set", "engine=local")).Out;
        Assert.Equal(9, all.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("\n  line-copy: serial, 1 worker, 10,000 generated lines, on local, seed 1\n", all);
        Assert.Equal("  idle: 4 actors, 1 s, on local", (await Lab.Call("check", _folder.Write("my.conf", "experiment = idle"))).Out.Split('\n')[1]);
        Assert.Equal(
            ["  calc-pi: 10,000,000 points, serial, 1 task, on local, seed 1", "  calc-pi: 10,000,000 points, threads, 2 tasks, on local, seed 1", "  calc-pi: 10,000,000 points, processes, 2 tasks, on local, seed 1"],
            (await Lab.Call("check", _folder.Write("my.conf", "experiment = calc-pi"))).Out.Split('\n')[1..^1]);
        Assert.Equal(
            ["  sleep-or-crunch: sleep, 4 s each, serial, 4 tasks, on local, seed 1", "  sleep-or-crunch: crunch, 40,000,000 turns, serial, 4 tasks, on local, seed 1"],
            (await Lab.Call("check", _folder.Write("my.conf", "experiment = sleep-or-crunch, sleep-or-crunch.model = serial"))).Out.Split('\n')[1..^1]);
        Assert.Equal("  daemon: joined, on local, seed 1", (await Lab.Call("check", _folder.Write("my.conf", "experiment = daemon, daemon.cases = [joined]"))).Out.Split('\n')[1]);
    }

    [Theory]
    [InlineData("laptop", "laptop: 4 CPUs, with an interpreter lock")]
    [InlineData("older-laptop", "older-laptop: 4 CPUs, with an interpreter lock")]
    [InlineData("threading-tutorial", "threading-tutorial: 1 CPU, with an interpreter lock")]
    [InlineData("multiprocessing-tutorial", "multiprocessing-tutorial: 2 CPUs, with an interpreter lock")]
    public async Task A_file_with_a_machine_alone_is_checked_as_one(string name, string machine)
    {
        string file = Path.Combine(Lab.Repository, "hocon", "machines", name + ".conf");
        Assert.Equal(new Answer(0, $"{file}: ok, a machine\n  {machine}\n", ""), await Lab.Call("check", file));
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_machine_is_told_at_once()
    {
        string file = _folder.Write("my.conf", "name = mine\ncoers = 4\ninterpreter-lock = maybe\nstep-cost = ${nope}\nthread-start = ${machines.laptop.thread-start}");
        Assert.Equal(
            new Answer(2, "", $"actorlab: {file}:4:13: step-cost: expected a value, got nothing: ${{nope}} is not defined [AL0201]\nactorlab: {file}:2:9: expected a setting, got coers. Did you mean cores? [AL0202]\n"
                + $"actorlab: {file}:3:20: interpreter-lock: expected true or false, yes or no, on or off, got 'maybe' [AL0203]\n"),
            await Lab.Call("check", file));
        Answer good = await Lab.Call("check", _folder.Write("good.conf", "thread-start = ${machines.laptop.thread-start}"), "--set", "cores = 3");
        Assert.Equal((0, "  plain: 3 CPUs, without an interpreter lock"), (good.ExitCode, good.Out.Split('\n')[1]));
        Assert.StartsWith("actorlab: --set cores = 0:1:9: cores: expected a whole number from 1 to 1024, got 0 ", (await Lab.Call("check", _folder.File("good.conf"), "--set", "cores = 0")).Error);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("config")]
    public async Task A_machine_alone_is_nothing_to_run(string command)
    {
        string file = _folder.Write("my.conf", "cores = 4\ntime-slice = 1 ms");
        Assert.Equal(
            new Answer(2, "", $"actorlab: {file}: expected a definition, got the settings of a machine. Include it in a definition: machine {{ include … }}. A machine alone can be checked. [AL0205]\n"),
            await Lab.Call(command, file));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    [InlineData("config")]
    public async Task All_that_is_wrong_is_told_at_once_and_is_bad_usage(string command)
    {
        string file = _folder.Write("my.conf", "engin = local\nline-copy { model = pipline, workers = \"1,000\" }");
        string[] expected =
        [
            "actorlab: --set line-copy.lines=x:1:17: line-copy.lines: expected a whole number from 1 to 10000000, got 'x' [AL0203]",
            $"actorlab: {file}:1:9: expected a setting, got engin. Did you mean engine? [AL0202]",
            $"actorlab: {file}:2:21: line-copy.model: expected one of all, serial, thread-per-item, threads, threads-lock, processes, async, pipeline, process-pipeline, got 'pipline'. Did you mean pipeline? [AL0203]",
            $"actorlab: {file}:2:40: line-copy.workers: expected a whole number from 1 to 1000, got '1,000' [AL0203]",
        ];
        Answer answer = await Lab.Call(command, file, "--set", "line-copy.lines=x");
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.Equal(expected, answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_wrong_option_is_named_and_not_the_file()
    {
        Answer answer = await Lab.Call("run", E5, "--lines", "x", "--engine", "sim", "--megabytes", "3");
        Assert.Equal(2, answer.ExitCode);
        Assert.Equal(
            ["actorlab: --engine: engine: expected one of local, simulation, cluster, got 'sim'. Did you mean simulation? [AL0203]",
                "actorlab: --lines: line-copy.lines: expected a whole number from 1 to 10000000, got 'x' [AL0203]",
                "actorlab: --megabytes: does not apply to line-copy. Leave it out. [AL0005]"],
            answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Check_looks_at_the_files_of_the_experiment_too()
    {
        string file = _folder.Write("my.conf", "line-copy.input = missing.txt");
        Answer answer = await Lab.Call("check", file);
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains($"actorlab: {_folder.File("missing.txt")}: expected a file to read, got no such file [AL0110]\n", answer.Error);
    }

    [Fact]
    public async Task Config_shows_what_was_set_and_where_and_with_resolved_the_defaults_too()
    {
        string file = _folder.Write("my.conf", "seed = 4\nmachine { cores = 2 }");
        Assert.Equal(new Answer(0, $"seed = 7  # --set seed=7:1:6\nmachine.cores = 2  # {file}:2:19\n", ""), await Lab.Call("config", file, "--set", "seed=7"));
        Answer resolved = await Lab.Call("config", file, "--resolved");
        int line = Array.IndexOf(await File.ReadAllLinesAsync(Path.Combine(Lab.Repository, "hocon", "reference.conf")), "  lines = 10000") + 1;
        Assert.Contains($"\nline-copy.lines = 10000  # reference.conf:{line}:11\n", resolved.Out);
        Assert.Contains("\nmachines.laptop.cores = 4  # machines/laptop.conf:3:9 (included from reference.conf:", resolved.Out);
    }

    [Fact]
    public async Task What_config_shows_is_a_definition_again()
    {
        Answer first = await Lab.Call("config", E5, "--resolved");
        Assert.Equal(0, first.ExitCode);
        Answer second = await Lab.Call("config", _folder.Write("again.conf", first.Out), "--resolved");
        Assert.Equal(Values(first), Values(second));

        static IEnumerable<string> Values(Answer answer) => answer.Out.Split('\n').Select(l => l.Split("  # ")[0]).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Config_is_JSON_for_programs()
    {
        Answer answer = await Lab.Call("config", E5, "--json");
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement workers = json.RootElement.EnumerateArray().Single(v => v.GetProperty("key").GetString() == "line-copy.workers");
        Assert.Equal((10, $"{E5}:5:40", false), (workers.GetProperty("value").GetInt32(), workers.GetProperty("origin").GetString(), workers.GetProperty("default").GetBoolean()));
        Answer defaults = await Lab.Call("config", "--json", "--resolved");
        Assert.Equal(0, defaults.ExitCode);
        using JsonDocument all = JsonDocument.Parse(defaults.Out);
        Assert.True(all.RootElement.GetArrayLength() > 50);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_bad_usage()
    {
        Answer answer = await Lab.Call("run", "missing.conf");
        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith("actorlab: missing.conf:1:1: the file cannot be read: ", answer.Error);
    }

    [Fact]
    public async Task Set_is_for_files() => Assert.Equal(
        new Answer(2, "", "actorlab: --set: expected with a definition in a file only. An experiment that is named has options of its own. [AL0004]\n"),
        await Lab.Call("run", "E5", "--set", "seed=1"));

    [Fact]
    public async Task A_misspelt_key_cannot_send_control_sequences_to_the_terminal()
    {
        Answer answer = await Lab.Call("check", _folder.Write("my.conf", "\"\\u001b[31m\" = 1\nengine = \"\u001b[2J\""));
        Assert.Equal(2, answer.ExitCode);
        Assert.DoesNotContain('\u001b', answer.Error);
    }
}
