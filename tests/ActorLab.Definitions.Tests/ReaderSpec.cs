using ActorLab.Core.Machine;
using ActorLab.Definitions.Schema;
using ActorLab.Experiments;
using ActorLab.Simulation;
using static ActorLab.Definitions.Tests.Definitions;

namespace ActorLab.Definitions.Tests;

/// <summary>What wins, what a value means, and what is said about everything that is wrong.</summary>
public sealed class ReaderSpec : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorlab-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_flag_wins_over_set_set_over_the_environment_the_environment_over_the_file_and_the_file_over_the_reference()
    {
        const string Text = "line-copy { lines = 11, workers = 11, model = pipeline, cores = 11 }, engine = simulation, seed = 11";
        DefinitionReading reading = DefinitionReader.Read(DefinitionSources.OfText(Text, "test.conf") with
        {
            Environment = new Dictionary<string, string> { ["CONFIG_FORCE_line__copy_lines"] = "12", ["CONFIG_FORCE_line__copy_workers"] = "12", ["CONFIG_FORCE_line__copy_cores"] = "12" },
            Sets = ["line-copy.lines = 13", "line-copy.workers = 13"],
            Flags = [new FlagValue(DefinitionSettings.LineCopy.Lines, "14", "--lines")],
        });
        var definition = Good<LineCopyExperimentDefinition>(reading);
        Assert.Equal(
            (14, 13, 12, 11UL, (bool?)null),
            (definition.Lines, definition.Workers, definition.Cores, definition.Seed, definition.InterpreterLock));
        Assert.Equal(
            [
                "--lines", "--set line-copy.workers = 13:1:21", "environment CONFIG_FORCE_line__copy_cores", "test.conf:1:99",
                "reference.conf:112:22",
            ],
            new[] { "line-copy.lines", "line-copy.workers", "line-copy.cores", "seed", "line-copy.interpreter-lock" }.Select(k => reading.Values.Single(v => v.Key == k).Origin));
        Assert.Equal(["line-copy.interpreter-lock"], reading.Values.Where(v => v.IsDefault && v.Key is "line-copy.interpreter-lock" or "line-copy.cores" or "seed").Where(v => v.IsDefault).Select(v => v.Key));
    }

    [Fact]
    public void Of_two_sets_for_one_key_the_later_wins() => Assert.Equal(3UL, Good<LineCopyExperimentDefinition>(Read("", "seed=2", "seed=3")).Seed);

    [Fact]
    public void Variables_are_named_as_in_the_library_of_Lightbend()
    {
        DefinitionReading reading = ReadIn("", ("CONFIG_FORCE_line__copy_a___b", "x"), ("CONFIG_FORCE_a____b", "x"), ("CONFIG_FORCE_seed", "5"), ("PATH_seed", "7"));
        Assert.Equal(
            ["environment CONFIG_FORCE_a____b: expected a setting, got a_. Known: experiment, engine, seed, machine, machines, nodes, simulation, cluster, akka, line-copy, calc-pi, sleep-or-crunch, daemon, large-state, contexts, process-queue, queue-workers, pipeline-shapes, idle, pipeline. [AL0202]",
                "environment CONFIG_FORCE_line__copy_a___b: expected a setting of line-copy, got line-copy.a_b. Known: model, "
                    + "workers, lines, input, output, plain, interpreter-lock, cores. [AL0202]"],
            Problems(reading).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_variable_can_be_substituted() =>
        Assert.Equal(4UL, Good<LineCopyExperimentDefinition>(ReadIn("seed = 3\nseed = ${?LAB_SEED}", ("LAB_SEED", "4"))).Seed);

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_with_place_key_expected_got_and_the_nearest_key()
    {
        const string Text = """
            experimnt = daemon
            engine = simulated
            workers = 3
            line-copy { wrokers = 2, workers = "1,000", lines = 2147483648, interpreter-lock = NaN, cores = ${nope} }
            machine = labtop
            machines.mine { cores = 0, disk-flush { min = 5ms, max = 1ms }, time-slice = 1 parsec, disk-read = [1], disk-open { mni = 1ms } }
            large-state { cases = [threads, thread, processes, processes], size = 1 }
            idle.window = 0
            a = ${b}
            b = ${a}
            """;
        Assert.Equal(
            """
            test.conf:4:97: line-copy.cores: expected a value, got nothing: ${nope} is not defined [AL0201]
            test.conf:10:5: b: expected a value, got a cycle: ${a} leads back to itself, and nothing was assigned before [AL0201]
            test.conf:2:10: engine: expected one of local, simulation, cluster, got 'simulated'. Did you mean simulation? [AL0203]
            test.conf:5:11: machine: expected one of published, plain, threading-tutorial, multiprocessing-tutorial, laptop, older-laptop, mine, or an object with the settings of a machine, got 'labtop'. Did you mean laptop? [AL0203]
            test.conf:4:36: line-copy.workers: expected a whole number from 1 to 1000, got '1,000' [AL0203]
            test.conf:4:53: line-copy.lines: expected a whole number from 1 to 10000000, got 2147483648 [AL0203]
            test.conf:4:84: line-copy.interpreter-lock: expected true or false, yes or no, on or off, got 'NaN' [AL0203]
            test.conf:4:23: expected a setting of line-copy, got line-copy.wrokers. Did you mean line-copy.workers? [AL0202]
            test.conf:7:33: large-state.cases[1]: expected one of processes, threads, compiled, got 'thread'. Did you mean threads? [AL0203]
            test.conf:7:52: large-state.cases[3]: expected each word once, got 'processes' [AL0203]
            test.conf:7:71: large-state.size: expected a multiple of 1048576 bytes, at most 1024 of them, got 1 [AL0203]
            test.conf:8:15: idle.window: expected a duration from 1 ms to 3600 s, got 0 [AL0203]
            test.conf:6:25: machines.mine.cores: expected a whole number from 1 to 1024, got 0 [AL0203]
            test.conf:6:58: machines.mine.disk-flush.max: expected at least min, which is 5 ms, got '1ms' [AL0203]
            test.conf:6:78: machines.mine.time-slice: expected a duration such as 10ms, 1.5 s or 2 days, got '1 parsec' [AL0203]
            test.conf:6:100: machines.mine.disk-read: expected a duration, { min = …, max = … }, { values = […] } or a distribution such as exponential(5 ms), got an array [AL0203]
            test.conf:6:123: expected a setting, got machines.mine.disk-open.mni. Did you mean min? [AL0202]
            test.conf:1:13: expected a setting, got experimnt. Did you mean experiment? [AL0202]
            test.conf:3:11: expected a setting, got workers. Did you mean line-copy.workers? [AL0202]
            """.Split('\n').Order(StringComparer.Ordinal),
            Problems(Read(Text)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("line-copy.workers", "\"1,000\"")]
    [InlineData("line-copy.workers", "2147483648")]
    [InlineData("line-copy.workers", "99999999999999999999999999")]
    [InlineData("line-copy.workers", "1e400")]
    [InlineData("line-copy.workers", "NaN")]
    [InlineData("line-copy.workers", "1.5")]
    [InlineData("line-copy.workers", "on")]
    [InlineData("line-copy.lines", "null")]
    [InlineData("line-copy.lines", "{}")]
    [InlineData("line-copy.input", "\"\"")]
    [InlineData("line-copy", "7")]
    [InlineData("seed", "-1")]
    [InlineData("seed", "18446744073709551616")]
    [InlineData("seed", "1e3")]
    [InlineData("machine", "[]")]
    [InlineData("machine.name", "\"\"")]
    [InlineData("machine.step-cost", "-1 ns")]
    [InlineData("machine.process-start", "2 h")]
    [InlineData("machine.process-start", "1e30 days")]
    [InlineData("machines", "none")]
    [InlineData("daemon.cases", "[]")]
    [InlineData("daemon.cases", "joined")]
    [InlineData("experiment", "E5")]
    [InlineData("nodes", "local")]
    [InlineData("nodes.heartbeat-interval", "0")]
    [InlineData("nodes.heartbeat-interval", "2 h")]
    [InlineData("nodes.acceptable-heartbeat-pause", "1 ms")]
    [InlineData("nodes.acceptable-heartbeat-pause", "2 days")]
    [InlineData("nodes.handshake-timeout", "0 s")]
    [InlineData("nodes.stop-patience", "-1 s")]
    [InlineData("nodes.max-restarts", "4001")]
    [InlineData("nodes.window-frames", "0")]
    [InlineData("nodes.window-frames", "null")]
    [InlineData("nodes.retransmit-after", "0")]
    [InlineData("nodes.retransmit-at-most", "2 h")]
    [InlineData("cluster.without-broker", "999 ms")]
    [InlineData("cluster.without-broker", "2 days")]
    [InlineData("cluster.without-broker", "null")]
    [InlineData("cluster.stall-after", "0 s")]
    [InlineData("cluster.stall-after", "2 h")]
    [InlineData("cluster.confirmation-timeout", "2 h")]
    [InlineData("simulation.max-turns-at-one-instant", "0")]
    [InlineData("simulation", "1")]
    [InlineData("machine.services", "[]")]
    [InlineData("calc-pi.model", "pipeline")]
    [InlineData("calc-pi.workers", "65")]
    [InlineData("calc-pi.workers", "\"1,2\"")]
    [InlineData("calc-pi.workers", "[]")]
    [InlineData("calc-pi.work", "0")]
    [InlineData("calc-pi.work", "1e11")]
    [InlineData("calc-pi.work", "null")]
    [InlineData("calc-pi.work", "{}")]
    [InlineData("calc-pi.start", "frok")]
    [InlineData("calc-pi.interpreter-lock", "2")]
    [InlineData("sleep-or-crunch.cases", "[snooze]")]
    [InlineData("sleep-or-crunch.workers", "null")]
    [InlineData("sleep-or-crunch.work", "[5]")]
    [InlineData("sleep-or-crunch.sleep", "0 s")]
    [InlineData("sleep-or-crunch.sleep", "25 h")]
    [InlineData("machine.services.web", "fast")]
    public void A_value_that_cannot_be_is_one_problem_at_its_place(string key, string value)
    {
        Diagnostic problem = Assert.Single(Read($"{key} = {value}").Diagnostics);
        int bracket = value.StartsWith('[') && value.Length > 2 ? 1 : 0;
        Assert.Equal(("AL0203", $"test.conf:1:{key.Length + 4 + (problem.Message.Contains("[0]", StringComparison.Ordinal) ? bracket : 0)}"), (problem.Code, problem.Path));
        Assert.StartsWith($"{key}: expected ", problem.Message.Replace("[0]", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("line-copy { model = serial, workers = 2 }", "test.conf:1:39: line-copy.workers: expected 1 for serial, got 2. Its number of workers is part of the model. [AL0204]")]
    [InlineData("line-copy { input = x, lines = 5 }", "test.conf:1:32: line-copy.lines: expected nothing beside line-copy.input, which has its own number of lines, got 5. Leave one of them out. [AL0204]")]
    [InlineData("line-copy.cores = 2", "test.conf:1:19: line-copy.cores: expected nothing where engine is local, got 2. This machine has the CPUs that it has. [AL0204]")]
    [InlineData("nodes.heartbeat-interval = 3 s", "test.conf:1:28: nodes.heartbeat-interval: expected at most half of nodes.acceptable-heartbeat-pause, which is 5 s, got '3 s'. One heartbeat that is late must not be the end. [AL0204]")]
    [InlineData("nodes.acceptable-heartbeat-pause = 499 ms", "test.conf:1:36: nodes.acceptable-heartbeat-pause: expected at least twice nodes.heartbeat-interval, which is 250 ms, got '499 ms'. One heartbeat that is late must not be the end. [AL0204]")]
    [InlineData("experiment = calc-pi, calc-pi { model = serial, workers = [1, 2] }", "test.conf:1:59: calc-pi.workers: expected 1 for serial, got an array. Its number of workers is part of the model. [AL0204]")]
    [InlineData("experiment = calc-pi, calc-pi.start = fork", "test.conf:1:39: calc-pi.start: expected spawn where engine is local, got 'fork'. A program with several threads cannot be copied. [AL0204]")]
    [InlineData("experiment = calc-pi, calc-pi { start = fork, model = threads }, engine = simulation", "test.conf:1:41: calc-pi.start: expected spawn where calc-pi.model is threads, got 'fork'. Nothing but processes is started so. [AL0204]")]
    [InlineData("experiment = calc-pi, calc-pi.cores = 2", "test.conf:1:39: calc-pi.cores: expected nothing where engine is local, got 2. This machine has the CPUs that it has. [AL0204]")]
    [InlineData("experiment = sleep-or-crunch, sleep-or-crunch.work = 1e10", "test.conf:1:54: sleep-or-crunch.work: expected at most 2500000000 where sleep-or-crunch.workers is 4, got 1e10. All loops together have at most 10000000000 turns. [AL0204]")]
    [InlineData("nodes.retransmit-after = 3 s", "test.conf:1:26: nodes.retransmit-after: expected at most nodes.retransmit-at-most, which is 2 s, got '3 s'. It is what the other one is doubled up to. [AL0204]")]
    [InlineData("nodes.retransmit-at-most = 100 ms", "test.conf:1:28: nodes.retransmit-at-most: expected at least nodes.retransmit-after, which is 200 ms, got '100 ms'. It is what the other one is doubled up to. [AL0204]")]
    [InlineData("cluster.stall-after = 11 s", "test.conf:1:23: cluster.stall-after: expected at most cluster.confirmation-timeout, which is 10 s, got '11 s'. A broker that stands still for a moment must not lose its connections. [AL0204]")]
    [InlineData("cluster.confirmation-timeout = 999 ms", "test.conf:1:32: cluster.confirmation-timeout: expected at least cluster.stall-after, which is 1 s, got '999 ms'. A broker that stands still for a moment must not lose its connections. [AL0204]")]
    [InlineData("experiment = idle, engine = cluster", "test.conf:1:29: engine: expected local for idle, got 'cluster'. What is looked at is the process of the run itself. [AL0204]")]
    [InlineData("experiment = idle, engine = simulation", "test.conf:1:29: engine: expected local for idle, got 'simulation'. A simulated process has no threads of its own. [AL0204]")]
    public void Settings_that_do_not_go_together_are_a_problem(string text, string expected) => Assert.Equal([expected], Problems(Read(text)));

    [Fact]
    public void A_wrong_value_that_came_by_a_substitution_is_told_with_both_places() => Assert.Equal(
        ["reference.conf:6:14 (used at test.conf:3:10): engine: expected one of local, simulation, cluster, got 'line-copy' [AL0203]",
            "test.conf:1:24 (used at test.conf:2:11): machine.cores: expected a whole number from 1 to 1024, got 0 [AL0203]",
            "test.conf:1:24: machines.bad.cores: expected a whole number from 1 to 1024, got 0 [AL0203]",
            "test.conf:1:38 (used at test.conf:2:11): expected a setting, got machine.computed. Did you mean compute? [AL0202]",
            "test.conf:1:38: expected a setting, got machines.bad.computed. Did you mean compute? [AL0202]",
            "test.conf:2:41: machine.step-cost: expected a duration such as 10ms, 1.5 s or 2 days, got 'no' [AL0203]"],
        Problems(Read("machines.bad { cores = 0, computed = 3 }\nmachine = ${machines.bad} { step-cost = no }\nengine = ${experiment}")).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("line-copy.workers = ${machines.labtop.cores}", "test.conf:1:21: line-copy.workers: expected a value, got nothing: ${machines.labtop.cores} is not defined. Did you mean ${machines.laptop}? [AL0201]")]
    [InlineData("seed = ${line-copy.wrokers}", "test.conf:1:8: seed: expected a value, got nothing: ${line-copy.wrokers} is not defined. Did you mean ${line-copy.workers}? [AL0201]")]
    [InlineData("daemon.cases = [joined, ${sede}]", "test.conf:1:25: daemon.cases[1]: expected a value, got nothing: ${sede} is not defined. Did you mean ${seed}? [AL0201]")]
    [InlineData("machine = ${machines.laptop} { cores = ${machine.step-csot} }", "test.conf:1:40: machine.cores: expected a value, got nothing: ${machine.step-csot} is not defined. Did you mean ${machine.step-cost}? [AL0201]")]
    [InlineData("seed = 1${line-copy}", "test.conf:1:8: seed: expected an object, got a number: a number cannot be concatenated with an object [AL0201]")]
    [InlineData("line-copy.input = ${seed}-${seeds}.txt", "test.conf:1:27: line-copy.input: expected a value, got nothing: ${seeds} is not defined. Did you mean ${seed}? [AL0201]")]
    public void A_substitution_that_leads_nowhere_is_told_with_the_key_and_what_it_could_have_been(string text, string expected) => Assert.Equal([expected], Problems(Read(text)));

    [Fact]
    public void A_number_that_is_none_or_out_of_range_a_missing_value_and_a_cycle_are_told_in_one_pass() => Assert.Equal(
        ["test.conf:1:21: line-copy.workers: expected a whole number from 1 to 1000, got '1,000' [AL0203]",
            "test.conf:2:19: line-copy.lines: expected a whole number from 1 to 10000000, got 'NaN' [AL0203]",
            "test.conf:3:19: line-copy.cores: expected a whole number from 1 to 1024, got 2147483648 [AL0203]",
            "test.conf:4:15: idle.actors: expected a value, got nothing: ${process-queue.itmes} is not defined. Did you mean ${process-queue.items}? [AL0201]",
            "test.conf:6:27: machines.x.base-threads: expected a value, got a cycle: ${machines.x.cores} leads back to itself, and nothing was assigned before [AL0201]",
            "test.conf:7:21: expected a setting, got line-cpoy. Did you mean line-copy? [AL0202]"],
        Problems(Read("""
            line-copy.workers = "1,000"
            line-copy.lines = NaN
            line-copy.cores = 2147483648
            idle.actors = ${process-queue.itmes}
            machines.x.cores = ${machines.x.base-threads}
            machines.x.base-threads = ${machines.x.cores}
            line-cpoy.workers = 4
            """)).Order(StringComparer.Ordinal));

    [Fact]
    public void A_mistake_of_the_text_hides_no_other()
    {
        string[] problems = Problems(Read("line-copy { lines..x = 1\n wrokers = 2 }", "a b"));
        Assert.Equal(
            ["--set a b:1:4: expected ':', '=', '+=' or '{' behind a key, got the end of the text [AL0201]",
                "test.conf:1:19: an element of a path is empty; an empty key is written \"\" [AL0201]",
                "test.conf:2:12: expected a setting of line-copy, got line-copy.wrokers. Did you mean line-copy.workers? [AL0202]"],
            problems);
    }

    [Fact]
    public void Nothing_but_an_object_is_a_definition() => Assert.Equal(["test.conf:1:1: expected an object, got an array [AL0203]"], Problems(Read("[1]")));

    [Fact]
    public void A_section_that_was_no_object_has_lost_its_defaults_and_that_is_told()
    {
        string[] problems = Problems(Read("line-copy = 5", "line-copy.workers = 4"));
        Assert.StartsWith("--set line-copy.workers = 4:1:21: line-copy.model: expected one of all, serial, ", Assert.Single(problems));
        Assert.EndsWith(", got nothing [AL0203]", problems[0]);
    }

    [Fact]
    public void After_a_hundred_problems_the_rest_is_not_looked_at() =>
        Assert.Equal(100, Read(string.Concat(Enumerable.Range(0, 500).Select(i => $"k{i} = 1\n"))).Diagnostics.Length);

    [Fact]
    public void A_machine_is_one_of_those_below_machines_changed_or_not()
    {
        MachineProfile laptop = PublishedMachines.Laptop;
        Assert.Null(Machine("machine = published"));
        Assert.Equal(laptop, Machine("machine = laptop"));
        Assert.Equal(laptop with { Cores = 8 }, Machine("machine = ${machines.laptop} { cores = 8 }"));
        Assert.Equal(laptop with { Cores = 8, Name = "big" }, Machine("machines.big = ${machines.laptop} { name = big, cores = 8 }\nmachine = big"));
        Assert.Equal(
            new MachineProfile { Name = "plain", Cores = 8, TimeSlice = SimDuration.FromMilliseconds(2) },
            Machine("machine { cores = 8, time-slice = 2 ms }"));
        Assert.Equal(Latency.Constant(SimDuration.FromMilliseconds(2)), Machine("machine.disk-read = 2ms")!.DiskRead);
        Assert.Equal(
            Latency.Between(SimDuration.FromMicroseconds(1_500), SimDuration.FromMilliseconds(2)), Machine("machine.disk-read { min = 1.5ms, max = 2ms }")!.DiskRead);

        static MachineProfile? Machine(string text) => Good<LineCopyExperimentDefinition>(Read(text)).Machine;
    }

    [Theory]
    [InlineData("machine { cores = 8 }", "", null, 8)]
    [InlineData("machine.cores = 8", "machine.cores = 3", null, 3)]
    [InlineData("", "machine.cores = 3", null, 3)]
    [InlineData("machine = published", "machine.cores = 3", null, 3)]
    [InlineData("machine = laptop", "machine.cores = 3", "laptop", 3)]
    [InlineData("machine = older-laptop", "machine.cores = 3", "older-laptop", 3)]
    [InlineData("machine { name = mine, time-slice = 2 ms }", "machine.cores = 3", "mine", 3)]
    [InlineData("machine = laptop\nmachine.cores = 8", "", "laptop", 8)]
    [InlineData("machine = laptop\nmachine { cores = 8 }", "", "laptop", 8)]
    [InlineData("machine = ${machines.laptop.name}\nmachine.cores = 8", "", "laptop", 8)]
    [InlineData("machine = published\nmachine.cores = 8", "", null, 8)]
    [InlineData("machine = null\nmachine.cores = 8", "", null, 8)]
    [InlineData("machine.cores = 8\nmachine = laptop", "", "laptop", 4)]
    [InlineData("machine = laptop\nmachine.cores = 8", "machine.cores = 3", "laptop", 3)]
    [InlineData("machine = laptop\nmachine.cores = 8", "machine = older-laptop", "older-laptop", 4)]
    [InlineData("machine = laptop\nmachine { cores = 8, time-slice = 2 ms }", "", "plain", 8)]
    public void CPUs_alone_are_those_of_the_machine_that_there_is_without_them(
        string text, string set, string? machine, int cores)
    {
        LineCopyExperimentDefinition definition = Good<LineCopyExperimentDefinition>(
            set.Length == 0 ? Read(text) : Read(text, set));
        Assert.Equal((machine, cores), (definition.Machine?.Name, definition.Machine?.Cores ?? definition.MachineCores));
        Assert.All(
            definition.Runs,
            run => Assert.Equal(
                (machine ?? PublishedMachines.Of(run.Model, null).Name, cores),
                (run.ChosenMachine.Name, run.ChosenMachine.Cores)));
    }

    [Fact]
    public void A_latency_has_both_bounds() =>
        Assert.Equal(["test.conf:1:21: machine.disk-read.max: expected a duration such as 10ms, 1.5 s or 2 days, got nothing [AL0203]"], Problems(Read("machine.disk-read = { min = 1ms }")));

    [Fact]
    public void The_services_of_a_machine_are_those_of_the_record()
    {
        const string Text = "machine.services { web { latency { min = 1 ms, max = 3 ms }, capacity = 4, reply = grüezi }, \"a.b\" { latency = 2 s, capacity = 1 } }";
        DefinitionReading reading = Read(Text);
        MachineProfile machine = Good<LineCopyExperimentDefinition>(reading).Machine!;
        var inRecord = new Dictionary<string, ServiceProfile>
        {
            ["a.b"] = new(Latency.Constant(SimDuration.FromSeconds(2)), 1, []),
            ["web"] = new(Latency.Between(SimDuration.FromMilliseconds(1), SimDuration.FromMilliseconds(3)), 4, [.. "grüezi"u8]),
        };
        Assert.Equal(inRecord.Keys, machine.Services.Keys);
        Assert.All(inRecord, s => Assert.Equal((s.Value.Latency, s.Value.Capacity), (machine.Services[s.Key].Latency, machine.Services[s.Key].Capacity)));
        Assert.All(inRecord, s => Assert.Equal(s.Value.Reply.AsEnumerable(), machine.Services[s.Key].Reply));
        Assert.Equal(new MachineProfile { Name = "plain", Services = machine.Services }, machine);
        Assert.Equal(
            ["""machine.services.web.latency = {"min":"1 ms","max":"3 ms"}""", "machine.services.web.capacity = 4", "machine.services.web.reply = \"grüezi\"", "machine.services.\"a.b\".latency = \"2 s\"", "machine.services.\"a.b\".capacity = 1"],
            reading.Values.Where(v => !v.IsDefault).Select(v => $"{v.Key} = {v.Value}"));
    }

    [Fact]
    public void A_machine_has_the_services_of_the_one_that_it_starts_from_and_else_those_of_plain()
    {
        const string Machines = "machines { plain.services.a { latency = 1 ms, capacity = 1 }, x { services.b { latency = 1 ms, capacity = 1 } } }\n";
        Assert.Equal(["a"], NamesOf("machine { time-slice = 2 ms }"));
        Assert.Equal(["b"], NamesOf("machine = x"));
        Assert.Equal(["b", "c"], NamesOf("machine = ${machines.x} { services.c { latency = 0, capacity = 1 } }"));

        static IEnumerable<string> NamesOf(string text) => Good<LineCopyExperimentDefinition>(Read(Machines + text)).Machine!.Services.Keys;
    }

    [Fact]
    public void A_service_has_a_latency_and_a_capacity_in_their_ranges_whether_its_machine_is_used_or_not() => Assert.Equal(
        ["test.conf:1:27: machines.x.services.web.capacity: expected a whole number from 1 to 1000000, got nothing [AL0203]",
            "test.conf:1:27: machines.x.services.web.latency: expected a duration, { min = …, max = … }, { values = […] } or a distribution such as exponential(5 ms), got nothing [AL0203]",
            "test.conf:2:41: machines.x.services.b.capacity: expected a whole number from 1 to 1000000, got 0 [AL0203]",
            "test.conf:2:53: expected a setting, got machines.x.services.b.reeply. Did you mean reply? [AL0202]"],
        Problems(Read("machines.x { services.web { }\nservices.b { latency = 1 ms, capacity = 0, reeply = 1 } }")).Order(StringComparer.Ordinal));

    [Fact]
    public void Nodes_are_watched_over_as_the_definition_says()
    {
        const string Text = "nodes { heartbeat-interval = 10 ms, acceptable-heartbeat-pause = 1 s, handshake-timeout = 2 s, stop-patience = 0, max-restarts = 0, retransmit-after = 3 ms, retransmit-at-most = 4 ms, window-frames = 7 }";
        Assert.Equal(new LineCopyExperimentDefinition().Nodes, Good<LineCopyExperimentDefinition>(Read("")).Nodes);
        Assert.Equal(
            new NodesDefinition
            {
                HeartbeatInterval = SimDuration.FromMilliseconds(50),
                AcceptableHeartbeatPause = SimDuration.FromSeconds(1),
                HandshakeTimeout = SimDuration.FromSeconds(2),
                StopPatience = SimDuration.Zero,
                MaxRestarts = 0,
                RetransmitAfter = SimDuration.FromMilliseconds(3),
                RetransmitAtMost = SimDuration.FromMilliseconds(4),
                WindowFrames = 7,
            },
            Good<LineCopyExperimentDefinition>(Read(Text, "nodes.heartbeat-interval=50ms")).Nodes);
    }

    [Fact]
    public void The_bound_of_a_standstill_is_that_of_the_engine_unless_the_definition_says_so()
    {
        Assert.Equal(SimulationEngine.DefaultMaxTurnsAtOneInstant, new SimulationDefinition().MaxTurnsAtOneInstant);
        Assert.Equal(new SimulationDefinition(), Good<LineCopyExperimentDefinition>(Read("")).Simulation);
        Assert.Equal(5, Good<LineCopyExperimentDefinition>(Read("simulation.max-turns-at-one-instant = 5")).Simulation.MaxTurnsAtOneInstant);
    }

    [Fact]
    public void Paths_in_a_file_are_relative_to_the_file_that_says_so_and_others_to_the_current_folder()
    {
        Write("sub/part.conf", "line-copy.input = in.txt");
        string file = Write("main.conf", "include \"sub/part.conf\"\nline-copy.output = out.txt");
        var definition = Good<LineCopyExperimentDefinition>(DefinitionReader.Read(DefinitionSources.OfFile(file)));
        Assert.Equal((Path.Combine(_folder.FullName, "sub", "in.txt"), Path.Combine(_folder.FullName, "out.txt")), (definition.InputPath, definition.OutputPath));
        DefinitionSources overridden = DefinitionSources.OfFile(file) with
        {
            Sets = ["line-copy.output = other.txt"],
            Flags = [new FlagValue(DefinitionSettings.LineCopy.Input, "a:b.txt", "--input")],
        };
        definition = Good<LineCopyExperimentDefinition>(DefinitionReader.Read(overridden));
        Assert.Equal(("a:b.txt", "other.txt"), (definition.InputPath, definition.OutputPath));
        Assert.Equal("/x/y", Good<LineCopyExperimentDefinition>(Read("line-copy.input = /x/y")).InputPath);
    }

    [Fact]
    public void A_problem_in_an_included_file_has_its_place_there()
    {
        Write("part.conf", "\nsede = 1");
        string file = Write("main.conf", "include \"part.conf\"");
        Assert.Equal([$"part.conf:2:8 (included from {file}:1:1): expected a setting, got sede. Did you mean seed? [AL0202]"], Problems(DefinitionReader.Read(DefinitionSources.OfFile(file))));
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_problem_with_its_name()
    {
        string missing = Path.Combine(_folder.FullName, "missing.conf");
        Assert.StartsWith($"{missing}:1:1: the file cannot be read: ", Assert.Single(Problems(DefinitionReader.Read(DefinitionSources.OfFile(missing)))));
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
