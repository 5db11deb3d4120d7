using ActorLab.Cli.Labs;
using ActorLab.Cluster.Labs;
using ActorLab.Core.Primitives;
using ActorLab.Definitions;

namespace ActorLab.Cli.Tests.Cluster;

/// <summary>What can be said about a lab without a broker.</summary>
public sealed class LabUsageSpec
{
    private const string Form = "amqp://USER:PASSWORD@HOST:PORT";

    [Theory]
    [InlineData("node")]
    [InlineData("run", "line-copy", "--engine", "cluster")]
    public async Task Without_a_broker_one_sentence_says_how_to_get_one(params string[] command)
    {
        Answer answer = await Lab.Execute("dotnet", [Lab.Program, .. command], ("ACTORLAB_BROKER", null));
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.StartsWith("actorlab: --broker: expected the address of a RabbitMQ broker, got none. Give --broker ", answer.Error);
        Assert.Equal(1, answer.Error.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("http://u:secret@host", $"expected {Form} or amqps://…, got something else")]
    [InlineData("u:secret@host", $"expected {Form} or amqps://…, got something else")]
    [InlineData("amqp://u:secret@host/lab", $"expected {Form} without a path: --lab names the virtual host")]
    [InlineData("amqp://guest:secret@host", $"expected {Form} with a user of the lab's own and a password; the user guest is never used")]
    [InlineData("amqp://host", $"expected {Form} with a user of the lab's own and a password; the user guest is never used")]
    public async Task An_address_that_is_none_is_refused_without_being_quoted(string broker, string expected)
    {
        Assert.Equal(new Answer(2, "", $"actorlab: --broker: {expected} [AL0002]\n"), await Lab.Call("node", "--broker", broker));
        Assert.Equal(new Answer(2, "", $"actorlab: --broker: {expected} [AL0002]\n"), await Lab.Call("run", "line-copy", "--engine", "cluster", "--broker", broker));
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_one_line_with_what_to_do()
    {
        Answer answer = await Lab.Call("node", "--broker", "amqp://u:secret@127.0.0.1:1", "--lab", "mine");
        Assert.Equal(
            new Answer(3, "", "actorlab: lab 'mine' on amqp://127.0.0.1:1 cannot be joined: Connection refused. Does the broker run there, and does it have the lab and its user? docs/cluster.md tells how to make them\n"), answer);
    }

    [Fact]
    public async Task A_run_whose_own_members_find_no_broker_says_so_once()
    {
        Answer answer = await Lab.Start("run", "line-copy", "--model", "process-pipeline", "--engine", "cluster", "--broker", "amqp://u:secret@127.0.0.1:1", "--lab", "mine", "--nodes", "1");
        Assert.Equal(3, answer.ExitCode);
        Assert.Contains("lab 'mine' on amqp://127.0.0.1:1 cannot be joined: Connection refused. Does the broker run there", answer.Error, StringComparison.Ordinal);
        Assert.Equal(answer.Error.Split("cannot be joined").Length, answer.Error.Split("Does the broker run there").Length);
        Assert.DoesNotContain("secret", answer.Error + answer.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--broker", "amqp://u:secret@host")]
    [InlineData("--lab", "mine")]
    [InlineData("--nodes", "2")]
    [InlineData("--distribution", "queue")]
    public async Task Only_the_clustered_engine_has_a_lab(string option, string value)
    {
        Assert.Equal(new Answer(2, "", $"actorlab: {option}: expected with --engine cluster alone, got local. Only that one has a lab. [AL0004]\n"), await Lab.Call("run", "line-copy", option, value));
        Answer simulated = await Lab.Call("run", "E10", "--engine", "simulation", option, value);
        Assert.Equal((2, $"actorlab: {option}: expected with --engine cluster alone, got simulation. Only that one has a lab. [AL0004]\n"), (simulated.ExitCode, simulated.Error));
    }

    [Fact]
    public async Task Roles_are_names_separated_by_commas() =>
        Assert.Equal("actorlab: --roles: expected names separated by commas, such as worker,large [AL0002]\n", (await Lab.Call("node", "--broker", "amqp://u:p@host", "--roles", "worker,,large")).Error);

    [Theory]
    [InlineData("1001")]
    [InlineData("-1")]
    [InlineData("three")]
    public async Task A_number_of_members_that_cannot_be_is_a_usage_error(string nodes)
    {
        Answer answer = await Lab.Call("run", "line-copy", "--engine", "cluster", "--broker", "amqp://u:p@host", "--nodes", nodes);
        Assert.Equal(new Answer(2, "", $"actorlab: --nodes: expected a whole number from 0 to 1000, got {nodes} [AL0003]\n"), answer);
    }

    [Fact]
    public async Task A_way_to_the_nodes_that_does_not_exist_is_a_usage_error_and_the_option_overrides_a_file()
    {
        const string expected = "actorlab: --distribution: expected a way to the nodes, got que. Did you mean queue? [AL0001]\n";
        Assert.Equal(new Answer(2, "", expected), await Lab.Call("run", "line-copy", "--engine", "cluster", "--broker", "amqp://u:p@host", "--distribution", "que"));
        using var folder = new TemporaryFolder();
        string file = folder.Write("my.conf", "experiment = line-copy\nengine = cluster\ncluster { broker = \"amqp://u:p@host\", distribution = direct }");
        Answer answer = await Lab.Call("run", file, "--distribution", "que");
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.Contains("--distribution", answer.Error);
    }

    [Fact]
    public async Task A_password_in_a_file_is_shown_to_nobody()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("my.conf", "engine = cluster\ncluster { broker = \"amqp://me:se-cret@host:5672\", lab = mine, nodes = 2 }");
        Answer text = await Lab.Call("config", file);
        Assert.Equal(0, text.ExitCode);
        Assert.Contains("cluster.broker = \"amqp://me:***@host:5672\"  # ", text.Out);
        Assert.Contains("cluster.lab = mine  # ", text.Out);
        Answer json = await Lab.Call("config", file, "--json");
        Assert.DoesNotContain("se-cret", text.Out + json.Out);
        Answer wrong = await Lab.Call("check", file, "--set", "cluster.broker = \"amqp://me:se-cret@host\\u0007\"");
        Assert.Equal(2, wrong.ExitCode);
        Assert.DoesNotContain("se-cret", wrong.Error);
    }

    [Fact]
    public async Task How_long_a_broker_is_waited_for_stands_in_a_file()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("my.conf", "cluster { without-broker = 2 minutes, stall-after = 3 s, confirmation-timeout = 20 s }");
        Answer shown = await Lab.Call("config", file);
        Assert.Equal(new Answer(0, $"cluster.without-broker = \"2 minutes\"  # {file}:1:28\ncluster.stall-after = \"3 s\"  # {file}:1:53\ncluster.confirmation-timeout = \"20 s\"  # {file}:1:81\n", ""), shown);
        var problems = new List<Diagnostic>();
        LabAddress? address = LabText.Read(DefinitionReader.Read(DefinitionSources.OfFile(file)).Definition!.Cluster with { Broker = "amqp://u:p@host" }, "--broker", problems);
        Assert.Equal(
            LabPatience.Default with { WithoutBroker = SimDuration.FromSeconds(120), Stall = SimDuration.FromSeconds(3), Confirmation = SimDuration.FromSeconds(20) }, address?.Patience);
        Assert.Equal(LabPatience.Default, LabText.Read(new ClusterDefinition { Broker = "amqp://u:p@host" }, "--broker", problems)?.Patience);
        Assert.Empty(problems);
    }

    [Fact]
    public async Task A_plan_without_nodes_needs_no_broker_to_be_there()
    {
        Answer answer = await Lab.Call("run", "line-copy", "--model", "serial", "--lines", "50", "--engine", "cluster", "--broker", "amqp://u:p@127.0.0.1:1", "--json");
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("\"engine\": \"cluster\"", answer.Out);
    }
}
