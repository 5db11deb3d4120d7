using System.Text.Json;

namespace ActorLab.Cli.Tests;

/// <summary>calc-pi and sleep-or-crunch, in virtual time and with real threads and processes.</summary>
public sealed class TasksSpec
{
    [Theory]
    [InlineData("simulation")]
    [InlineData("local")]
    public async Task Calc_pi_runs_under_each_model(string engine)
    {
        JsonElement[] cases = await CasesAsync(engine, "run", "calc-pi", "--work", "10^5", "--workers", "3", "--engine", engine, "--json");
        Assert.Equal(["serial-1-100000", "threads-3-100000", "processes-3-100000"], cases.Select(c => c.GetProperty("case").GetString()));
        Assert.All(cases, AssertHolds);
        Assert.All(cases, c => Assert.NotEqual("", c.GetProperty("lesson").GetString()));
        Assert.Equal([2, 6, 6], cases.Select(c => c.GetProperty("events").GetArrayLength()));
        if (engine == "simulation") Assert.All(cases, c => Assert.False(c.GetProperty("figures").TryGetProperty("pi", out _)));
        else Assert.Equal(PiOf(cases[1]), PiOf(cases[2]));
    }

    [Theory]
    [InlineData("simulation")]
    [InlineData("local")]
    public async Task Sleep_or_crunch_does_both_under_each_model(string engine)
    {
        JsonElement[] cases = await CasesAsync(engine, "run", "sleep-or-crunch", "--seconds", "0.05", "--work", "10^4", "--workers", "2", "--engine", engine, "--json");
        Assert.Equal(
            ["sleep-serial-2", "sleep-threads-2", "sleep-processes-2", "crunch-serial-2", "crunch-threads-2", "crunch-processes-2"],
            cases.Select(c => c.GetProperty("case").GetString()));
        Assert.All(cases, AssertHolds);
        Assert.True(SecondsOf(cases[0]) >= 0.1);
        Assert.True(SecondsOf(cases[1]) >= 0.05);
    }

    [Theory]
    [InlineData("E11", @"serial-1 +6\.73 s +6\.73 s +calibrated: the machine's figures were taken from this row; 0\.0 % ")]
    [InlineData("E12", @"threads-2 +7\.05 s +6\.73 s +predicted from E11; 4\.5 % less than published\n")]
    [InlineData("E18", @"processes-2 +4\.04 s +3\.43 s +predicted from E11 and E21; 15\.2 % less than published\n")]
    [InlineData("e19", @"processes-2-fork +4\.21 s +3\.37 s +predicted from E11; 20\.0 % less than published\n")]
    [InlineData("E21", @"processes-4-400 +60\.0 ms +60\.9 ms +calibrated: .*\n +processes-4-4000 +– +61\.2 ms(.*\n)+ "
        + @"+processes-4-400-read-as-mean +300\.0 ms +300\.9 ms +calibrated: ")]
    [InlineData("E22", @"processes-16-1000000 +– +409\.\d ms\n(.*\n)* +processes-16-1000000-pool-of-4 +– +\d")]
    [InlineData("E23", @"serial-1-100000 +63\.6 ms +67\.3 ms +predicted from E11; 5\.8 % more than published\n")]
    [InlineData("E32", @"sleep-processes-4 +4\.02 s +4\.06 s +predicted from E33; 1\.0 % more than published\n")]
    [InlineData("E33", @"crunch-threads-4 +2\.83 s +2\.16 s +predicted from E33, serial; 23\.8 % less than published\n")]
    [InlineData("E12 --gil false", @"threads-2 +7\.05 s +3\.37 s +predicted for laptop, 4 CPUs: nothing was published for that\n")]
    [InlineData("E18 --cores 1", @"processes-2 +4\.04 s +6\.85 s +predicted for laptop, 1 CPU: nothing was published for that\n")]
    public async Task A_row_stands_beside_what_was_published_with_its_basis_and_its_deviation(string row, string expected)
    {
        Answer answer = await Lab.Call(["run", .. row.Split(' '), "--engine", "simulation"]);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Matches(expected, answer.Out);
        Assert.Contains($"\nlesson of {row[..3].ToUpperInvariant()}: ", answer.Out);
    }

    [Fact]
    public async Task A_real_row_has_no_basis()
    {
        Answer answer = await Lab.Call("run", "E23");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Matches(@"\n  serial-1-100000 +63\.6 ms +\d\S* [mµ]?s\n", answer.Out);
        Assert.DoesNotContain("predicted", answer.Out);
    }

    [Fact]
    public async Task Start_methods_differ_in_what_they_cost_in_virtual_time()
    {
        var seconds = new List<double>();
        foreach (string method in (string[])["spawn", "fork", "forkserver"])
            seconds.Add(SecondsOf((await CasesAsync("simulation", "run", "calc-pi", "--model", "processes", "--start", method, "--engine", "simulation", "--json"))[0]));
        Assert.Equal(0.060 - 0.003, seconds[0] - seconds[1], 6);
        Assert.Equal(0.003, seconds[2] - seconds[0], 6);
    }

    [Fact]
    public async Task A_simulated_run_prints_the_same_bytes_in_every_process()
    {
        string[] call = ["run", "sleep-or-crunch", "--engine", "simulation", "--json"];
        Answer first = await Lab.Start(call);
        Assert.Equal(first, await Lab.Call(call));
        Assert.Contains("\"traceDigest\": \"", first.Out);
    }

    [Theory]
    [InlineData("run calc-pi --start fork", "--start: expected spawn with --engine local, got fork. A program with several threads cannot be copied; --engine simulation tells what it would cost. [AL0004]")]
    [InlineData("run E19", "experiment: expected --engine simulation with E19, whose processes are started by fork. A program with several threads cannot be copied; --engine simulation tells what it would cost. [AL0004]")]
    [InlineData("run calc-pi --start frok --engine simulation", "--start: expected a start method, got frok. Did you mean fork? [AL0001]")]
    [InlineData("run calc-pi --model threads --start spawn", "--start: expected with processes alone. Nothing else is started so. [AL0004]")]
    [InlineData("run calc-pi --model pipeline", "--model: expected a model, got pipeline. Known: serial, threads, processes. [AL0001]")]
    [InlineData("run calc-pi --model serial --workers 2", "--workers: expected 1 for serial, got 2. Its number of workers is part of the model. [AL0004]")]
    [InlineData("run calc-pi --workers 65", "--workers: expected a whole number from 1 to 64, got 65 [AL0003]")]
    [InlineData("run calc-pi --work 10^11", "--work: expected a whole number from 1 to 10000000000, got 10^11 [AL0003]")]
    [InlineData("run sleep-or-crunch --work 10^10", "--work: expected a whole number from 1 to 2500000000, got 10^10 [AL0003]")]
    [InlineData("run calc-pi --work 10^-1", "--work: expected a whole number from 1 to 10000000000, got 10^-1 [AL0003]")]
    [InlineData("run calc-pi --work 2^^3", "--work: expected a whole number from 1 to 10000000000, got 2^^3 [AL0003]")]
    [InlineData("run calc-pi --cores 2", "--cores: expected with --engine simulation alone. This machine has the CPUs that it has. [AL0004]")]
    [InlineData("run E12 --model serial", "--model: expected without E12, which has its models. Use run calc-pi --model instead. [AL0004]")]
    [InlineData("run sleep-or-crunch --seconds 0", "--seconds: expected seconds, more than 0 and up to 86400, got 0 [AL0003]")]
    [InlineData("run sleep-or-crunch --seconds -1", "--seconds: expected seconds, more than 0 and up to 86400, got -1 [AL0003]")]
    [InlineData("run sleep-or-crunch --seconds 1,5", "--seconds: expected seconds, more than 0 and up to 86400, got 1,5 [AL0003]")]
    [InlineData("run sleep-or-crunch --seconds 86401", "--seconds: expected seconds, more than 0 and up to 86400, got 86401 [AL0003]")]
    public async Task What_cannot_be_run_is_refused_with_a_sentence(string call, string problem) =>
        Assert.Equal(new Answer(2, "", $"actorlab: {problem}\n"), await Lab.Call(call.Split(' ')));

    private static async Task<JsonElement[]> CasesAsync(string engine, params string[] call)
    {
        Answer answer = await Lab.CallOn(engine, call);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        return [.. json.RootElement.EnumerateArray().Select(c => c.Clone())];
    }

    private static void AssertHolds(JsonElement report) =>
        Assert.Equal(("completed", "holds"), (report.GetProperty("outcome").GetString(), report.GetProperty("verdict").GetProperty("status").GetString()));

    private static double SecondsOf(JsonElement report) => report.GetProperty("figures").GetProperty("makespanSeconds").GetDouble();

    private static double PiOf(JsonElement report) => report.GetProperty("figures").GetProperty("pi").GetDouble();
}
