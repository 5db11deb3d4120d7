using System.Text.Json;
using System.Xml.Linq;
using ActorLab.Cli.CommandLine;

namespace ActorLab.Cli.Tests;

/// <summary>Pipelines in files: <c>new</c>, <c>check</c>, <c>graph</c> and <c>run</c>.</summary>
public sealed class PipelineFilesSpec : IDisposable
{
    private const string Upper = "pipeline { name = upper, stages { in { stdin = on }, up { from = in, map = upper }, out { from = up, stdout = on } } }";
    private const string Squares = "pipeline { name = squares, stages { n { range.to = 500 }, s { from = n, map = square, workers = 3, cost = 1 ms }, out { from = s, file = out.txt, order = input } } }";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_cost_that_a_real_engine_does_not_charge_is_said_by_check_and_by_the_report()
    {
        const string Said =
            "The cost of slow is charged by --engine simulation alone: for real, work takes the time that it takes.";
        string file = _folder.Write(
            "cost.conf",
            "experiment = pipeline, pipeline.stages { a { range { to = 3 } }, slow { from = a, map = \"add(1)\", cost = "
                + "100 s }, c { from = slow, count = on } }");
        Assert.Contains(Said, (await Lab.Call("check", file)).Out);
        Assert.DoesNotContain(Said, (await Lab.Call("check", file, "--set", "engine=simulation")).Out);
        Answer real = await Lab.Call("run", file), simulated = await Lab.Call("run", file, "--engine", "simulation");
        Assert.Equal((0, 0), (real.ExitCode, simulated.ExitCode));
        Assert.Contains("\n" + Said + "\n", real.Out);
        Assert.DoesNotContain(Said, simulated.Out);
        Assert.Contains("\"unchargedCosts\": [\n      \"slow\"\n    ]", (await Lab.Call("run", file, "--json")).Out);
    }

    [Fact]
    public async Task What_new_writes_passes_the_check_runs_on_both_engines_and_replaces_nothing()
    {
        Answer answer = await InFolder(
            """
            actorlab new pipeline my-shop && actorlab check my-shop.conf
            for engine in local simulation; do
                actorlab run my-shop.conf --engine $engine --json >$engine.json || exit
                cp my-shop.out.txt $engine.txt
            done
            cmp local.txt simulation.txt && actorlab new pipeline my-shop
            """);
        Assert.Equal("actorlab: name: expected the name of a new file, but my-shop.conf exists [AL0006]\n", answer.Error);
        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith("my-shop.conf is written. Next:\n  actorlab check my-shop.conf ", answer.Out);
        Assert.Contains("\nmy-shop.conf: ok\n  pipeline: my-shop, 11 stages, on local, seed 1\n    words: 2000 words\n", answer.Out);
        foreach (string engine in (string[])["local", "simulation"])
        {
            using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.File(engine + ".json")));
            JsonElement run = Assert.Single(json.RootElement.EnumerateArray());
            Assert.Equal((engine, "completed", "holds"), (run.GetProperty("engine").GetString(), run.GetProperty("outcome").GetString(), run.GetProperty("verdict").GetProperty("status").GetString()));
            // The interesting cases are reached: items were tried again and given up, and some had to wait for others.
            JsonElement priced = run.GetProperty("stages").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "priced");
            Assert.True(priced.GetProperty("retried").GetInt64() > 0 && priced.GetProperty("deadLettered").GetInt64() > 0);
            Assert.True(run.GetProperty("stages").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "loud.order").GetProperty("peakWaiting").GetInt64() > 0);
        }
    }

    [Theory]
    [InlineData("pipelin", "shop", "kind: expected something that can be new, got pipelin. Did you mean pipeline? [AL0001]")]
    [InlineData("pipeline", "Shop", "name: expected a name of small letters, digits and single hyphens that begins with a letter, got Shop [AL0002]")]
    [InlineData("pipeline", "../shop", "name: expected a name of small letters, digits and single hyphens that begins with a letter, got ../shop [AL0002]")]
    [InlineData("pipeline", "shop.conf", "name: expected a name of small letters, digits and single hyphens that begins with a letter, got shop.conf. Did you mean shop? [AL0002]")]
    public async Task What_is_new_has_a_kind_and_a_name(string kind, string name, string problem) =>
        Assert.Equal(new Answer(2, "", $"actorlab: {problem}\n"), await Lab.Call("new", kind, name));

    [Fact]
    public async Task The_examples_of_the_help_work_one_after_another()
    {
        string[] examples = [.. new ActorLabCommand(80).Subcommands.OfType<LabCommand>().OrderByDescending(c => c.Name == "new").SelectMany(c => c.Examples).Where(e => e.Contains("shop", StringComparison.Ordinal))];
        Assert.True(examples.Length >= 8, $"only {examples.Length} examples");
        Answer answer = await InFolder(string.Concat(examples.Select(e => $"{e} >>out || {{ echo \"failed: {e}\"; exit 1; }}\n")));
        Assert.Equal(new Answer(0, "", ""), answer);
        Assert.True(File.Exists(_folder.File("shop.svg")) && File.Exists(_folder.File("shop.json")));
    }

    [Fact]
    public async Task Check_tells_what_each_stage_does_what_sinks_may_rely_on_and_where_dead_letters_go()
    {
        string file = _folder.Write("my.conf", """
            engine = simulation, machine = ${machines.laptop}
            pipeline { name = prices, may-deadlock = on, stages {
              n { generate { count = 5, keys = 2 }, fan-out = round-robin }
              a { from = n, busy = 1 ms, workers = 2, on-failure = dead-letter, dead-letters = lost, timeout = 1 s }
              b { from = n, delay = 1 ms, on-failure = dead-letter }
              all { from = [a, b], count = on, queue { capacity = 3, overflow = drop-tail } }
              lost { count = on }
            } }
            """);
        Assert.Equal(
            new Answer(0, $"""
                {file}: ok
                  pipeline: prices, 5 stages, on simulation (laptop, 4 CPUs), seed 1, may deadlock
                    n: 5 numbers
                    a: busy 1 ms; from n (queue of 64 round-robin); 2 workers, within 1 s; what fails goes to lost
                    b: delay 1 ms; from n (queue of 64 round-robin); what fails is counted and gone
                    all: count; from a (queue of 3 drop-tail), b (queue of 3 drop-tail); no order promised: all passes items on as they are done
                    lost: count; dead letters of a; no order promised: a passes items on as they are done

                """.ReplaceLineEndings("\n"), ""),
            await Lab.Call("check", file));
    }

    [Fact]
    public async Task Files_that_cannot_be_are_found_before_anything_runs()
    {
        Directory.CreateDirectory(_folder.File("folder"));
        string text = _folder.Write("text.txt", "a\n");
        File.CreateSymbolicLink(_folder.File("link.txt"), text);
        string file = _folder.Write("my.conf", "pipeline { stages {\n  a { lines = missing.txt }\n  b { lines = text.txt }\n  c { from = [a, b], file = link.txt }\n  d { from = a, file = folder }\n  e { from = a, file = gone/out.txt }\n} }");
        string[] expected =
        [
            $"actorlab: {file}:2:15: a.lines: expected a file to read, got no such file: {_folder.File("missing.txt")} [AL0110]",
            $"actorlab: {file}:4:29: c.file: expected a file of its own, got {_folder.File("link.txt")}, which is that of 'b' by another name [AL0123]",
            $"actorlab: {file}:5:24: d.file: expected a file to write, got the folder {_folder.File("folder")} [AL0121]",
            $"actorlab: {file}:6:24: e.file: expected a file to write, got a path whose folder does not exist: {_folder.File("gone/out.txt")} [AL0122]",
        ];
        foreach (string command in (string[])["check", "run"])
        {
            Answer answer = await Lab.Call(command, file);
            Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
            Assert.Equal(expected, answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        }

        Assert.Equal("a\n", await File.ReadAllTextAsync(text));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("simulation")]
    public async Task Items_go_through_a_pipe_and_the_report_to_standard_error(string engine)
    {
        string file = _folder.Write("my.conf", Upper);
        Answer answer = await Lab.Shell($"printf 'a\\nb\\r\\nc' | {Lab.ShellCommand} run '{file}' --engine {engine}");
        Assert.Equal((0, "A\nB\nC\n"), (answer.ExitCode, answer.Out));
        Assert.StartsWith($"upper on {engine}", answer.Error);
        Answer json = await Lab.Shell($"printf 'a\\n' | {Lab.ShellCommand} run '{file}' --engine {engine} --json");
        Assert.Equal("A\n", json.Out);
        using JsonDocument parsed = JsonDocument.Parse(json.Error);
        Assert.Equal("upper", parsed.RootElement[0].GetProperty("name").GetString());
        Answer kept = await Lab.Shell($"printf 'a\\n' | {Lab.ShellCommand} run '{file}' --engine {engine} --json --report '{_folder.File("report.json")}'");
        Assert.Equal(new Answer(0, "A\n", ""), kept);
        Assert.StartsWith("[\n", await File.ReadAllTextAsync(_folder.File("report.json")));
    }

    [Fact]
    public async Task A_file_that_others_read_and_write_too_is_read_and_written_where_they_left_it()
    {
        string file = _folder.Write("my.conf", Upper), input = _folder.Write("in", "first\nb\nc\n"), output = _folder.File("out");
        Answer answer = await Lab.Shell($"{{ read line; echo before; {Lab.ShellCommand} run '{file}' 2>/dev/null; echo after; }} <'{input}' >'{output}'");
        Assert.Equal(0, answer.ExitCode);
        Assert.Equal("before\nB\nC\nafter\n", await File.ReadAllTextAsync(output));
    }

    [Fact]
    public async Task A_reader_that_has_enough_ends_a_pipeline_quietly()
    {
        string file = _folder.Write("my.conf", "pipeline { stages { n { range.to = 100000000 }, out { from = n, stdout = on } } }");
        Answer answer = await Lab.Shell($"{Lab.ShellCommand} run '{file}' | head -n 2; echo ${{PIPESTATUS[0]}}");
        Assert.Equal(new Answer(0, "1\n2\n141\n", ""), answer);
    }

    [Fact]
    public async Task The_same_file_and_seed_give_the_same_simulated_run_in_processes_that_differ()
    {
        string file = _folder.Write("my.conf", Squares);
        Answer answer = await Lab.Start("run", file, "--engine", "simulation", "--seed", "7", "--check-determinism");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Matches(@"\n  pipeline/squares +[\d,]+ +[0-9a-f]{16} +same\n", answer.Out);
        Assert.False(File.Exists(_folder.File("out.txt")), "a comparison keeps nothing");
    }

    [Theory]
    [InlineData(Upper, "--engine simulation --check-determinism", "--check-determinism: expected without in, which reads standard input: two processes cannot both have it. Read a file instead. [AL0004]")]
    [InlineData(Squares, "--check-determinism", "--check-determinism: expected with --engine simulation alone. Real threads never do the same twice. [AL0004]")]
    [InlineData(Squares, "--engine simulation --check-determinism --report r", "--report: expected without --check-determinism, which compares runs and keeps nothing. Leave one of them out. [AL0004]")]
    [InlineData(Squares, "--workers 3 --model threads", "--model: does not apply to pipeline. Leave it out. [AL0005]\nactorlab: --workers: does not apply to pipeline. Leave it out. [AL0005]")]
    public async Task Options_that_a_pipeline_cannot_have_are_refused(string text, string options, string problem) =>
        Assert.Equal(new Answer(2, "", $"actorlab: {problem}\n"), await Lab.Call(["run", _folder.Write("my.conf", text), .. options.Split(' ')]));

    [Fact]
    public async Task A_trace_or_a_report_never_replaces_a_file_of_the_pipeline()
    {
        string file = _folder.Write("my.conf", "pipeline { stages { a { lines = in.txt }, out { from = a, file = out.txt } } }"), input = _folder.Write("in.txt", "a\n");
        Answer answer = await Lab.Call("run", file, "--engine", "simulation", "--trace", input, "--report", _folder.File("out.txt"));
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("actorlab: --trace: expected a file that can be written: ", answer.Error);
        Assert.Contains("actorlab: --report: expected a file that can be written: ", answer.Error);
        Assert.Equal("a\n", await File.ReadAllTextAsync(input));
    }

    [Fact]
    public async Task A_simulated_run_can_be_traced_and_leaves_its_files()
    {
        string file = _folder.Write("my.conf", Squares);
        Answer answer = await Lab.Call("run", file, "--engine", "simulation", "--trace", _folder.File("run.trace"), "--set", "pipeline.stages.s.workers=2");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Contains("its 2 workers were busy ", answer.Out);
        Assert.Equal(Enumerable.Range(1, 500).Select(n => $"{n * n}"), await File.ReadAllLinesAsync(_folder.File("out.txt")));
        Answer verified = await Lab.Call("verify", _folder.File("run.trace"));
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
    }

    [Fact]
    public async Task The_workers_of_a_stage_are_swept_to_see_what_size_it_should_have()
    {
        string file = _folder.Write("my.conf", "machine.cores = 4\n" + Squares);
        Answer answer = await Lab.Call("run", file, "--engine", "simulation", "--sweep", "pipeline.stages.s.workers=1,2,4", "--replications", "2", "--json");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement[] values = [.. json.RootElement[0].GetProperty("values").EnumerateArray()];
        Assert.Equal(["1", "2", "4"], values.Select(v => v.GetProperty("value").ToString()));
        double[] speedUps = [.. values.Select(v => v.GetProperty("speedUp").GetDouble())];
        Assert.True(speedUps[0] == 1 && speedUps[1] is > 1.9 and < 2.1 && speedUps[2] is > 3.6 and < 4.1, string.Join(", ", speedUps));
        Assert.False(File.Exists(_folder.File("out.txt")), "what is only measured keeps nothing");
    }

    [Theory]
    [InlineData("local", "in, which reads standard input: several runs cannot all have it")]
    [InlineData("simulation", "in, which reads standard input: several runs cannot all have it")]
    public async Task Several_runs_cannot_share_the_standard_streams(string engine, string why) => Assert.Equal(
        new Answer(2, "", $"actorlab: --replications: expected without {why}. Use a file instead. [AL0004]\n"), await Lab.Call("run", _folder.Write("my.conf", Upper), "--engine", engine, "--replications", "2"));

    [Fact]
    public async Task A_deadlock_is_told_once_and_is_a_violation()
    {
        string file = _folder.Write("my.conf", "pipeline { may-deadlock = on, stages { n { range.to = 300 }, a { from = n, pass = on, queue.capacity = 2 }, b { from = n, pass = on, queue.capacity = 2 }, out { from = [a, b], fan-in = concat, count = on } } }");
        Answer answer = await Lab.Call("run", file, "--engine", "simulation");
        Assert.Equal((99, ""), (answer.ExitCode, answer.Error));
        Assert.Contains(
            "\nThe run deadlocked: nothing moves any more: n has items for b, where there is no room; a waits for items from n; "
                + "b has items for out.join, where there is no room; out.join waits for items from "
                    + "a; out waits for items from out.join.\n",
            answer.Out);
        // Real threads cannot be seen to wait for each other for ever: that nothing moves for a while is what is seen.
        Answer real = await Lab.Call("run", file, "--set", "pipeline.stall-after=300 ms");
        Assert.Equal((99, ""), (real.ExitCode, real.Error));
        Assert.Equal(Deadlock(answer), Deadlock(real));
        Answer found = await Lab.Call("check", file, "--set", "pipeline.may-deadlock=off");
        Assert.Equal(2, found.ExitCode);
        Assert.Contains("[AL0309]", found.Error);
    }

    [Fact]
    public async Task Work_that_takes_no_time_and_does_not_end_is_a_livelock_in_virtual_time_and_work_in_a_real_run()
    {
        string file = _folder.Write("my.conf", """
            simulation.max-turns-at-one-instant = 30000
            pipeline.stages { n { range.to = 200000 }, f { from = n, map = square }, out { from = f, file = out.txt } }
            """);
        Answer answer = await Lab.Call(
            "run", file, "--engine", "simulation", "--set", "machine { step-cost = 0 ns, compute = false }");
        Assert.Equal((99, ""), (answer.ExitCode, answer.Error));
        string told = Assert.Single(answer.Out.Split('\n'), l => l.StartsWith("The run livelocked", StringComparison.Ordinal));
        Assert.Matches(
            @"^The run livelocked: time stands still, 0 s after the start, while work goes on that takes none: "
                + @"n has passed on [\d,]+ items; f has passed on [\d,]+ items; out has [^;]* [\d,]+ items\.$",
            told);
        Assert.Matches(@", \d[\d,]* items made, ", answer.Out.Split('\n')[0]);
        Assert.DoesNotContain(", 0 items made", answer.Out);
        Answer real = await Lab.Call("run", file);
        Assert.Equal((0, ""), (real.ExitCode, real.Error));
        Assert.Contains(", 200,000 items made, ", real.Out);
    }

    [Theory]
    [InlineData("simulation")]
    [InlineData("local")]
    public async Task A_worker_for_whom_there_is_no_sentinel_is_told_alike_on_every_engine(string engine)
    {
        string file = _folder.Write(
            "my.conf",
            "pipeline { stall-after = 200 ms, stages { n { range.to = 10 }, work { from = n, delay = 1 ms, workers = 2, "
                + "queue.sentinels = 1 }, out { from = work, file = out.txt } } }");
        Answer answer = await Lab.Call("run", file, "--engine", engine);
        Assert.Equal((99, ""), (answer.ExitCode, answer.Error));
        Assert.Contains(", 10 items made, ", answer.Out);
        Assert.Equal(
            "The run deadlocked: nothing moves any more: work waits for the end of worker-2, for whom there is no "
                + "sentinel; out waits for items from work.",
            Deadlock(answer));
        Assert.Equal(10, File.ReadAllLines(_folder.File("out.txt")).Length);
    }

    private static string Deadlock(Answer answer) =>
        answer.Out.Split('\n').Single(l => l.StartsWith("The run deadlocked", StringComparison.Ordinal));

    [Theory]
    [InlineData("mermaid", "flowchart LR\n  s1([\"n<br/>1 to 500\"])\n")]
    [InlineData("dot", "digraph \"squares\" {\n")]
    [InlineData("svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" ")]
    public async Task A_pipeline_is_drawn_to_standard_output_or_into_a_file(string format, string start)
    {
        string file = _folder.Write("my.conf", Squares);
        Answer answer = await Lab.Call("graph", file, "--to", format);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.StartsWith(start, answer.Out);
        Assert.Equal(new Answer(0, "", ""), await Lab.Call("graph", file, "--to", format, "-o", _folder.File("picture")));
        Assert.Equal(answer.Out, await File.ReadAllTextAsync(_folder.File("picture")));
        if (format == "svg") Assert.Equal("squares", XDocument.Parse(answer.Out).Root!.Elements().First().Value);
        if (format == "mermaid") Assert.Equal(answer, await Lab.Call("graph", file));
    }

    [Fact]
    public async Task A_pipeline_with_findings_is_drawn_as_far_as_it_goes()
    {
        string file = _folder.Write("my.conf", "pipeline { stages { a { range.to = 9 }, b { from = a, map = sqare }, c { from = [b, d], count = on, workers = x } } }");
        Answer answer = await Lab.Call("graph", file);
        Assert.Equal(2, answer.ExitCode);
        Assert.Equal("flowchart LR\n  s1([\"a<br/>1 to 9\"])\n  s2[\"b<br/>sqare\"]\n  s3[/\"c<br/>count\"/]\n  s1 -->|\"64\"| s2\n  s2 -->|\"64\"| s3\n", answer.Out);
        Assert.Equal((await Lab.Call("check", file)).Error, answer.Error);
        Assert.True(answer.Error.Split('\n').Length > 3, answer.Error);
    }

    [Theory]
    [InlineData("--to png", "--to: expected a format, got png. Known: mermaid, dot, svg. [AL0001]")]
    [InlineData("--to svgg", "--to: expected a format, got svgg. Did you mean svg? [AL0001]")]
    public async Task A_picture_has_a_format(string options, string problem) =>
        Assert.Equal(new Answer(2, "", $"actorlab: {problem}\n"), await Lab.Call(["graph", _folder.Write("my.conf", Squares), .. options.Split(' ')]));

    [Fact]
    public async Task Only_a_pipeline_is_drawn_and_never_over_its_own_file()
    {
        string other = _folder.Write("idle.conf", "experiment = idle"), file = _folder.Write("my.conf", Squares);
        Assert.Equal(new Answer(2, "", "actorlab: file: expected a pipeline, got a definition of idle [AL0006]\n"), await Lab.Call("graph", other));
        Assert.Equal(2, (await Lab.Call("graph", file, "-o", file)).ExitCode);
        Assert.Equal(Squares, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_pipeline_is_not_run_by_name() => Assert.Equal(
        new Answer(2, "", "actorlab: experiment: expected a file with a pipeline, got none. actorlab new pipeline NAME writes one to start with; actorlab run NAME.conf runs it. [AL0004]\n"), await Lab.Call("run", "pipeline"));

    [Fact]
    public async Task The_functions_of_stages_are_listed()
    {
        Answer text = await Lab.Call("list", "--functions");
        Assert.Matches(@"\n  map +field\(number, separator\) +one field of a text, from 1\n", text.Out);
        using JsonDocument json = JsonDocument.Parse((await Lab.Call("list", "--functions", "--json")).Out);
        Assert.Contains(json.RootElement.EnumerateArray(), f => f.GetProperty("key").GetString() == "key-by" && f.GetProperty("name").GetString() == "first-letter");
    }

    [Fact]
    [Trait("Tier", "terminal")]
    public async Task On_a_terminal_each_stage_is_watched_and_on_a_dumb_one_nothing_moves()
    {
        string file = _folder.Write("my.conf", "pipeline { stages { n { range.to = 30 }, slow { from = n, delay = 100 ms, queue.capacity = 1 }, out { from = slow, count = on } } }");
        string script = $"script -qec \"{Lab.ShellCommand} run '{file}'\" /dev/null";
        Answer watched = await Lab.Shell(script, ("TERM", "xterm")), dumb = await Lab.Shell(script, ("TERM", "dumb"));
        Assert.Matches(@"pipeline on local, \d s\u001b\[K\r\n  n ", watched.Out);
        Assert.Matches(@"  slow .* 1 in flight  slowest\u001b\[K\r\n", watched.Out);
        Assert.DoesNotContain('\u001b', dumb.Out);
        Assert.Contains("verdict: holds", dumb.Out);
    }

    private Task<Answer> InFolder(string script) => Lab.Shell($"cd '{_folder.Path}'\nactorlab() {{ {Lab.ShellCommand} \"$@\"; }}\n{script}");
}
