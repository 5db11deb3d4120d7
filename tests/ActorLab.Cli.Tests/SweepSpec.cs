using System.Text.Json;

namespace ActorLab.Cli.Tests;

/// <summary><c>actorlab run --sweep</c>, which may also be called <c>--vary</c>.</summary>
public sealed class SweepSpec
{
    [Fact]
    public async Task Workers_varied_are_a_table_a_curve_and_two_laws()
    {
        Answer answer = await Lab.Call("run", "calc-pi", "--model", "processes", "--work", "10^8", "--cores", "32", "--engine", "simulation", "--sweep", "workers=1,2,4,8,16");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.StartsWith("processes, workers varied: calc-pi on simulation: 100,000,000 points, 1 run each, seed 1 (laptop, 32 CPUs)\n", answer.Out);
        Assert.Matches(@"\n +workers +makespan +95 % interval +points/s +speed-up against 1 +efficiency\n", answer.Out);
        Assert.Matches(@"\n +1 +67\.36 s +– +1,484,\d+ +1\.00x +100 %\n", answer.Out);
        Assert.Matches(@"\n +16 +4\.2\d s +– +\d+,\d+,\d+ +15\.8x +99 %\n", answer.Out);
        Assert.Contains("\no measured   ** universal scalability law   .. Amdahl\n", answer.Out);
        Assert.Matches(@"\nAmdahl: f = 0\.99\d of the work can be shared out, so at most \d+(\.\d)?x however many there are; the fit is 0\.\d % out\n", answer.Out);
        Assert.Matches(@"\nuniversal scalability law: contention σ = 0\.00\d\d, coherence κ = 0\.000\d\d\d, its peak is far beyond what was tried; the fit is 0\.\d % out\n", answer.Out);
        Assert.DoesNotContain(answer.Out, c => c is >= '\u2800' and <= '\u28FF' or '●');
    }

    [Fact]
    public async Task More_CPUs_make_three_processes_as_fast_as_three_alone()
    {
        JsonElement sweep = (await ArrayAsync("run", "E10", "--engine", "simulation", "--sweep", "machine.cores=1..4", "--json"))[0];
        double[] seconds = Makespans(sweep);
        Assert.Equal(4, seconds.Length);
        Assert.Equal(13.90, seconds[1], 0.01);
        // Three serial processes of 3.487 ms a line, and their start.
        Assert.Equal(11.71, seconds[3], 0.01);
        Assert.Equal(("machine.cores", "processes"), (sweep.GetProperty("key").GetString(), sweep.GetProperty("model").GetString()));
    }

    [Theory]
    [InlineData("E10")]
    [InlineData("hocon/experiments/E10.conf")]
    public async Task The_CPUs_are_a_setting_of_the_machine_that_the_run_has_anyway(string word)
    {
        string what = word.EndsWith(".conf", StringComparison.Ordinal) ? Path.Combine(Lab.Repository, word) : word;
        string[] common = ["run", what, "--engine", "simulation", "--json"];
        JsonElement set = (await ArrayAsync([.. common, "--set", "machine.cores=24"]))[0], option = (await ArrayAsync([.. common, "--cores", "24"]))[0];
        Assert.Equal("multiprocessing-tutorial, 24 CPUs", set.GetProperty("machine").GetString());
        Assert.True(JsonElement.DeepEquals(option, set));
        Answer wrong = await Lab.Call("run", what, "--engine", "simulation", "--set", "machine.cores=0");
        Assert.Equal((2, ""), (wrong.ExitCode, wrong.Out));
        Assert.Contains("--cores", wrong.Error);
    }

    [Fact]
    public async Task A_sweep_is_the_runs_one_by_one()
    {
        string[] common = ["run", "line-copy", "--model", "threads", "--engine", "simulation", "--lines", "50", "--json"];
        JsonElement sweep = (await ArrayAsync([.. common, "--sweep", "workers=1,3,9", "--replications", "2"]))[0];
        for (int i = 0; i < 3; i++)
        {
            string workers = ((string[])["1", "3", "9"])[i];
            JsonElement alone = (await ArrayAsync([.. common, "--workers", workers, "--replications", "2"]))[0], value = sweep.GetProperty("values")[i];
            Assert.Equal(workers, value.GetProperty("value").GetString());
            foreach (string figure in (string[])["makespanSeconds", "itemsPerSecond", "waitSeconds", "order", "latencySeconds"])
                Assert.True(JsonElement.DeepEquals(alone.GetProperty(figure), value.GetProperty(figure)), $"{figure} of {workers} workers");
        }
    }

    [Fact]
    public async Task Speed_up_and_efficiency_are_against_the_least_value()
    {
        JsonElement values = (await ArrayAsync("run", "calc-pi", "--model", "processes", "--engine", "simulation", "--sweep", "workers=4,2", "--json"))[0].GetProperty("values");
        double[] perSecond = [.. values.EnumerateArray().Select(v => v.GetProperty("pointsPerSecond").GetProperty("mean").GetDouble())];
        Assert.Equal([perSecond[0] / perSecond[1], 1], values.EnumerateArray().Select(v => v.GetProperty("speedUp").GetDouble()));
        Assert.Equal([perSecond[0] / perSecond[1] * 2 / 4, 1], values.EnumerateArray().Select(v => v.GetProperty("efficiency").GetDouble()));
    }

    [Fact]
    public async Task Too_few_values_for_a_law_are_refused_and_so_is_one_that_does_not_fit()
    {
        string[] common = ["run", "calc-pi", "--model", "processes", "--work", "10^8", "--engine", "simulation"];
        Answer few = await Lab.Call([.. common, "--sweep", "workers=1,2"]);
        Assert.Contains("\nAmdahl: no fit: 2 different numbers of workers; 2 unknowns need at least 3\n", few.Out);
        Assert.Contains("\nuniversal scalability law: no fit: 2 different numbers of workers; 3 unknowns need at least 4\n", few.Out);
        // Four CPUs: a straight line with an end is neither law.
        JsonElement bad = (await ArrayAsync([.. common, "--sweep", "workers=1..64*2", "--json"]))[0];
        Assert.Matches("^it is 2[0-9] % out", bad.GetProperty("amdahl").GetProperty("refused").GetString());
        Assert.False(bad.GetProperty("amdahl").TryGetProperty("parallelShare", out _));
        Assert.False(bad.GetProperty("universalScalability").TryGetProperty("contention", out _));
    }

    [Fact]
    public async Task Work_varied_is_a_run_for_each_model_and_amount()
    {
        JsonElement[] models = await ArrayAsync("run", "calc-pi", "--workers", "4", "--vary", "work=10^2,10^3,5000", "--engine", "simulation", "--json");
        Assert.Equal(["serial", "threads", "processes"], models.Select(m => m.GetProperty("case").GetString()));
        Assert.All(models, m => Assert.Equal([100, 1_000, 5_000], m.GetProperty("values").EnumerateArray().Select(v => v.GetProperty("points").GetInt32())));
        Assert.All(models, m => Assert.False(m.TryGetProperty("amdahl", out _)));
    }

    [Fact]
    public async Task A_model_that_has_nothing_of_the_setting_is_run_once()
    {
        JsonElement[] models = await ArrayAsync("run", "calc-pi", "--sweep", "workers=1,2,4", "--engine", "simulation", "--json");
        Assert.Equal([true, false, false], models.Select(m => m.GetProperty("constant").GetBoolean()));
        Assert.Equal([1, 3, 3], models.Select(m => m.GetProperty("values").GetArrayLength()));
        Answer answer = await Lab.Call("run", "line-copy", "--sweep", "workers=1,2", "--lines", "10", "--engine", "simulation");
        Assert.Matches(@"(?m)^serial: workers changes nothing there; 1 run, \d", answer.Out);
        Assert.Equal("", answer.Error);
    }

    [Fact]
    public async Task What_is_no_number_has_a_table_alone()
    {
        Answer answer = await Lab.Call("run", "E12", "--engine", "simulation", "--sweep", "gil=true,false");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Matches(@"\n +true +6\.73 s .*\n +false +3\.37 s .* 2\.00x\n$", answer.Out);
    }

    [Fact]
    public async Task Any_setting_of_a_file_can_be_varied()
    {
        string file = Path.Combine(Lab.Repository, "hocon", "experiments", "E4.conf");
        JsonElement sweep = (await ArrayAsync("run", file, "--lines", "10", "--sweep", "machines.threading-tutorial.thread-start=1 ms,2 ms", "--json"))[0];
        double[] seconds = Makespans(sweep);
        Assert.Equal(0.010, seconds[1] - seconds[0], 1e-6);
        JsonElement workers = (await ArrayAsync("run", Path.Combine(Lab.Repository, "hocon", "experiments", "E10.conf"), "--lines", "10", "--sweep", "line-copy.workers=1..3", "--json"))[0];
        Assert.Equal([1, 2, 3], workers.GetProperty("values").EnumerateArray().Select(v => v.GetProperty("workers").GetInt32()));
        Assert.True(workers.TryGetProperty("amdahl", out _));
    }

    [Fact]
    public async Task A_sweep_runs_on_real_threads_too()
    {
        JsonElement sweep = (await ArrayAsync("run", "line-copy", "--model", "threads", "--lines", "100", "--sweep", "workers=1,2", "--replications", "2", "--json"))[0];
        Assert.Equal("local", sweep.GetProperty("engine").GetString());
        Assert.All(sweep.GetProperty("values").EnumerateArray(), v => Assert.Equal((2, 100), (v.GetProperty("runs").GetInt32(), v.GetProperty("items").GetInt32())));
        // Recording would cost some of the time that is measured.
        Assert.All(sweep.GetProperty("values").EnumerateArray(), v => Assert.Empty(v.GetProperty("waitSeconds").EnumerateObject()));
    }

    [Theory]
    [InlineData("workers=1..4", "1,2,3,4")]
    [InlineData("workers=1..16*2", "1,2,4,8,16")]
    [InlineData("workers=2..10+4,10,3", "2,6,10,3")]
    public async Task Ranges_are_the_values_in_them(string sweep, string expected)
    {
        JsonElement[] models = await ArrayAsync("run", "line-copy", "--model", "threads", "--lines", "5", "--engine", "simulation", "--sweep", sweep, "--json");
        Assert.Equal(expected, string.Join(',', models[0].GetProperty("values").EnumerateArray().Select(v => v.GetProperty("value").GetString())));
    }

    [Theory]
    [InlineData("calc-pi --sweep workers=1,x", "--sweep: expected a whole number from 1 to 64, got x [AL0003]")]
    [InlineData("calc-pi --vary wrk=1", "--vary: expected something to vary, got wrk. Did you mean work? [AL0001]")]
    [InlineData("calc-pi --vary work", "--vary: expected a setting, = and values with commas between them, such as workers=1,2,4, got work [AL0002]")]
    [InlineData("calc-pi --sweep work=1,,2", "--sweep: expected a setting, = and values with commas between them, such as workers=1,2,4, got work=1,,2 [AL0002]")]
    [InlineData("calc-pi --sweep work=1..100", "--sweep: expected 1 to 64 values, got more in work=1..100 [AL0002]")]
    [InlineData("calc-pi --sweep work=3..2", "--sweep: expected 1 to 64 values, got none in work=3..2 [AL0002]")]
    [InlineData("calc-pi --sweep work=1..8*1", "--sweep: expected 1 to 64 values, got none in work=1..8*1 [AL0002]")]
    [InlineData("calc-pi --sweep workers=1,2 --workers 3", "--workers: expected without --sweep workers. Leave one of them out. [AL0004]")]
    [InlineData("calc-pi --sweep gil=maybe", "--sweep: expected true or false, got maybe. Known: true, false. [AL0001]")]
    [InlineData("E22 --sweep workers=1,2", "--sweep: does not apply to E22. Leave it out. [AL0005]")]
    [InlineData("line-copy --model serial --sweep workers=1,2", "--sweep: expected 1 for serial, got 2. Its number of workers is part of the model. [AL0004]")]
    [InlineData("daemon --sweep workers=1,2", "--sweep: expected something to vary, got workers. Known: cores. [AL0001]")]
    [InlineData("idle --sweep workers=1", "--sweep: does not apply to idle. Leave it out. [AL0005]")]
    [InlineData("nonsense --sweep workers=1", "experiment: expected an experiment or a row, got nonsense")]
    [InlineData("E10 --sweep machine.cores=1,2", "--sweep: expected with --engine simulation alone. This machine has the CPUs that it has. [AL0004]")]
    public async Task What_cannot_be_is_a_usage_error(string call, string expected)
    {
        Answer answer = await Lab.Call(["run", .. call.Split(' ')]);
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.StartsWith($"actorlab: {expected}", answer.Error);
        Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("line-copy.model=threads,pipeline", "line-copy.model (simulation: threads; simulation: pipeline)")]
    [InlineData("engine=simulation,local", "engine (simulation: processes; local: processes)")]
    public async Task What_changes_the_model_or_the_engine_is_no_sweep(string sweep, string got)
    {
        Answer answer = await Lab.Call("run", Path.Combine(Lab.Repository, "hocon", "experiments", "E10.conf"), "--sweep", sweep);
        Assert.Equal(new Answer(2, "", $"actorlab: --sweep: expected a setting that leaves the models and the engine as they are, got {got}. Run each by itself. [AL0004]\n"), answer);
    }

    [Fact]
    public async Task A_file_that_knows_no_such_setting_says_so()
    {
        Answer answer = await Lab.Call("run", Path.Combine(Lab.Repository, "hocon", "experiments", "E10.conf"), "--sweep", "line-copy.wrkers=1,2");
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("wrkers", answer.Error);
    }

    [Theory]
    [Trait("Tier", "terminal")]
    [InlineData("xterm-256color", null, true)]
    [InlineData("xterm-256color", "1", false)]
    [InlineData("dumb", null, false)]
    public async Task A_terminal_that_can_shows_the_curve_finer(string terminal, string? noColor, bool finer)
    {
        Answer answer = await Lab.Shell(
            $"script -qec \"{Lab.ShellCommand} run calc-pi --model processes --cores 32 --engine simulation --sweep workers=1..32*2\" /dev/null", ("TERM", terminal), ("NO_COLOR", noColor));
        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(finer, answer.Out.Contains('●'));
        Assert.Equal(finer, answer.Out.Any(c => c is > '\u2800' and <= '\u28FF'));
        Assert.Equal(!finer, answer.Out.Contains("\no measured", StringComparison.Ordinal));
    }

    private static double[] Makespans(JsonElement sweep) =>
        [.. sweep.GetProperty("values").EnumerateArray().Select(v => v.GetProperty("makespanSeconds").GetProperty("mean").GetDouble())];

    private static async Task<JsonElement[]> ArrayAsync(params string[] call)
    {
        Answer answer = await Lab.Call(call);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        return [.. json.RootElement.EnumerateArray().Select(e => e.Clone())];
    }
}
