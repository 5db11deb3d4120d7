using System.Text.Json;

namespace ActorLab.Cli.Tests;

/// <summary>CPUs that are chosen are those of the machine that would be simulated anyway, which keeps all else.</summary>
public sealed class CoresSpec : IDisposable
{
    private const string Busy =
        "pipeline.stages { n { range.to = 40 }, work { from = n, pass = on, cost = 1 ms, workers = "
            + "8 }, out { from = work, count = on } }";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("E2", 1)]
    [InlineData("E6", 1)]
    [InlineData("E10", 2)]
    [InlineData("E18", 4)]
    [InlineData("E32", 4)]
    [InlineData("contexts", 4)]
    [InlineData("pipeline-shapes", 4)]
    public async Task The_CPUs_that_a_machine_has_anyway_change_nothing(string what, int own)
    {
        string[] call = ["run", what, "--engine", "simulation"];
        Answer plain = await Lab.Call(call), same = await Lab.Call(
            [.. call, "--cores", $"{own}"]), other = await Lab.Call([.. call, "--cores", "7"]);
        Assert.Equal(plain, same);
        Assert.NotEqual(plain.Out, other.Out);
        Assert.Contains(", 7 CPUs", other.Out);
    }

    [Theory]
    [InlineData("", "laptop-without-lock, 2 CPUs")]
    [InlineData("machine = laptop\n", "laptop, 2 CPUs")]
    [InlineData("machine = older-laptop\n", "older-laptop, 2 CPUs")]
    [InlineData("machine = ${machines.laptop} { step-cost = 1 us }\n", "laptop, 2 CPUs")]
    [InlineData("machines.mine = ${machines.laptop} { name = mine }\nmachine = mine\n", "mine, 2 CPUs")]
    public async Task A_pipeline_keeps_its_machine_with_other_CPUs(string machine, string heading)
    {
        string file = _folder.Write("my.conf", machine + Busy);
        Answer option = await Lab.Call("run", file, "--engine", "simulation", "--cores", "2");
        Assert.Equal((0, ""), (option.ExitCode, option.Error));
        Assert.StartsWith($"pipeline on simulation ({heading}), 40 items made", option.Out);
        Assert.Equal(option, await Lab.Call("run", file, "--engine", "simulation", "--set", "machine.cores=2"));
        Assert.Contains(
            $"({heading.Split(',')[0]}, 2 CPUs)",
            (await Lab.Call("check", file, "--set", "engine=simulation", "--set", "machine.cores=2")).Out);
        using JsonDocument sweep = JsonDocument.Parse(
            (await Lab.Call("run", file, "--engine", "simulation", "--sweep", "machine.cores=1,2", "--json")).Out);
        Assert.Equal(2, sweep.RootElement[0].GetProperty("values").GetArrayLength());
    }

    [Fact]
    public async Task CPUs_in_a_file_are_those_of_the_machine_that_it_names_before_them()
    {
        string file = _folder.Write("my.conf", "machine = laptop\nmachine.cores = 8\n" + Busy);
        Answer named = await Lab.Call(
            "run", _folder.Write("named.conf", "machine = laptop\n" + Busy), "--engine", "simulation", "--cores", "8");
        Assert.StartsWith("pipeline on simulation (laptop, 8 CPUs), 40 items made", named.Out);
        Assert.Equal(named, await Lab.Call("run", file, "--engine", "simulation"));
        Assert.StartsWith(
            $"machine = laptop  # {file}:1:11\nmachine.cores = 8  # {file}:2:17\n", (await Lab.Call("config", file)).Out);
        Answer wrong = await Lab.Call("check", _folder.Write("wrong.conf", "machine = latpop\nmachine.cores = 8\n" + Busy));
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("wrong.conf:1:11: machine: expected one of published, ", wrong.Error);
        Assert.Contains("got 'latpop'", wrong.Error);
    }

    [Fact]
    public async Task CPUs_alone_in_a_file_are_those_of_the_published_machine()
    {
        Answer named = await Lab.Call(
            "run",
            _folder.Write(
                "named.conf",
                "machine = ${machines.laptop} { interpreter-lock = off, name = laptop-without-lock, cores = 2 }\n" + Busy),
            "--engine", "simulation");
        Answer alone = await Lab.Call("run", _folder.Write("alone.conf", "machine.cores = 2\n" + Busy), "--engine", "simulation");
        Assert.Equal(named, alone);
    }

    [Fact]
    public async Task A_real_machine_has_the_CPUs_that_it_has() => Assert.Equal(
        new Answer(
            2, "",
            "actorlab: --cores: expected with --engine simulation alone. This machine has the CPUs that it has. [AL0004]\n"),
        await Lab.Call("run", _folder.Write("my.conf", Busy), "--cores", "2"));

    [Fact]
    public async Task A_heading_names_the_simulated_machines()
    {
        Answer one = await Lab.Call("run", "line-copy", "--model", "threads", "--engine", "simulation", "--lines", "20");
        Assert.StartsWith("line-copy on simulation (threading-tutorial, 1 CPU), 20 items, seed 1\n", one.Out);
        Answer all = await Lab.Call("run", "line-copy", "--engine", "simulation", "--lines", "20");
        Assert.StartsWith(
            "line-copy on simulation (threading-tutorial, 1 CPU; multiprocessing-tutorial, 2 CPUs), 20 items, seed 1\n", all.Out);
    }
}
