using ActorLab.TestSupport.Brokers;

namespace ActorLab.Cli.Tests.Cluster;

[Trait("Tier", "broker")]
[Collection(WithLab.Name)]
public sealed class NodeCommandSpec(LabFixture lab)
{
    [Fact]
    public async Task A_node_says_that_it_has_joined_and_leaves_in_order_when_it_is_told_to()
    {
        using RunningProgram node = lab.Begin("node", "--lab", RabbitBroker.Lab, "--name", "left");
        await node.UntilSaysAsync("left has joined lab 'lab' on amqp://127.0.0.1:");
        ProcessTable.Signal("TERM", node.Id);
        Answer answer = await node.EndAsync();
        Assert.Equal((0, ""), (answer.ExitCode, answer.Out));
        Assert.Equal(["actorlab: left has joined", "actorlab: has left the lab"], answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(" lab '")[0]));
        Assert.DoesNotContain(RabbitBroker.Password, answer.Error);
    }

    [Theory]
    [InlineData("nolab", null, "NOT_ALLOWED")]
    [InlineData(RabbitBroker.Lab, "wrong-password", "the user or the password is wrong")]
    public async Task A_lab_that_lets_nobody_in_is_one_line_and_no_password(string name, string? password, string why)
    {
        string broker = password is null ? lab.Broker : lab.Broker.Replace(RabbitBroker.Password, password, StringComparison.Ordinal);
        Answer answer = await Lab.Call("node", "--broker", broker, "--lab", name);
        Assert.Equal((3, ""), (answer.ExitCode, answer.Out));
        Assert.StartsWith($"actorlab: lab '{name}' on amqp://127.0.0.1:", answer.Error);
        Assert.Contains(why, answer.Error);
        Assert.Equal(1, answer.Error.Count(c => c == '\n'));
        Assert.DoesNotContain(password ?? RabbitBroker.Password, answer.Error);
    }
}
