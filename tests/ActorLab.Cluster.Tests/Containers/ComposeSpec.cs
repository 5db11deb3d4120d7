using ActorLab.TestSupport;
using ActorLab.TestSupport.Containers;

namespace ActorLab.Cluster.Tests.Containers;

/// <summary>Long as a whole: the program is built anew in a container before the first of them.</summary>
[Trait("Tier", "containers")]
[Trait("Length", "long")]
[Collection(WithContainers.Name)]
public sealed class ComposeSpec(ComposeFixture lab)
{
    /// <summary>The unprivileged user of Microsoft's images.</summary>
    private const string AppUser = "1654";

    /// <summary>How the run begins the line about a node that it has lost; the name of its stage is that of its nodes.</summary>
    private const string Loss = "actorlab: fast-";

    /// <summary>What the name of a life of such a node has in it.</summary>
    private const string Life = ".fast-";

    private static readonly string[] OfActorLab = [ComposeFixture.Worker(1), ComposeFixture.Coordinator];

    private DockerDaemon Docker => lab.Daemon;

    [Fact]
    public async Task A_run_over_three_workers_in_containers_keeps_every_line_once_and_in_order()
    {
        using var net = new CancellationTokenSource(HangGuard.Limit);
        await lab.BeginRunAsync(ComposeFixture.FirstRun, net.Token);
        AssertLinesHold(await lab.EndRunAsync(net.Token));
    }

    /// <summary>Each of the three is harmed, another way each, while the others go on; what is asked of the run is what would be asked if nothing had happened.</summary>
    [Fact]
    public async Task A_run_holds_though_a_worker_is_killed_one_is_paused_and_one_is_disconnected()
    {
        const int items = 7500;
        using var net = new CancellationTokenSource(HangGuard.Limit);
        // A third of the items takes 30 ms each on three nodes: 25 s at least, so that the run outlasts its faults.
        await lab.BeginRunAsync(
            $"hocon/pipelines/resequenced-fan-out.conf --set pipeline.stages.numbers.range.to={items} --set pipeline.stages.fast.workers=3 --set pipeline.stages.fast.execution=processes "
                + """--set 'pipeline.stages.fast.delay="30 ms"' --set 'pipeline.stages.medium.delay="1 ms"' --set 'pipeline.stages.slow.delay="1 ms"'""",
            net.Token);

        string killed = await AwaitBusyAsync(net.Token);
        await AwaitLossAsync(killed, ["kill", killed], net.Token);

        string paused = await AwaitBusyAsync(net.Token, killed);
        await AwaitLossAsync(paused, ["pause", paused], net.Token);
        // The broker has given it up too, so that it must find its way back: the member itself, and not only the nodes that it leads, each of which has a connection of its own.
        await AwaitConnectionsAsync(await AddressAsync(paused, net.Token), count => count == 0, net.Token);
        await Docker.AskAsync(["unpause", paused], net.Token);
        await Docker.AwaitLineAsync(paused, " is back", net.Token);

        string disconnected = await AwaitBusyAsync(net.Token, killed, paused);
        string network = await Docker.AskAsync(["network", "ls", "--quiet", "--filter", "name=_lab$"], net.Token);
        await AwaitLossAsync(disconnected, ["network", "disconnect", network, disconnected], net.Token);
        await Docker.AskAsync(["network", "connect", network, disconnected], net.Token);

        CommandAnswer run = await lab.EndRunAsync(net.Token);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"{items} made, {items} delivered, 0 dropped by a queue or a join, 0 given up", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{items} items, 0 out of order", run.Error, StringComparison.Ordinal);
        Assert.True(run.Error.Split('\n').Count(line => line.StartsWith(Loss, StringComparison.Ordinal)) >= ComposeFixture.Workers, run.Error);
        // And without asking the verifier.
        Assert.Equal(string.Concat(Enumerable.Range(1, items).Select(n => $"{(long)n * n}\n")), run.Out);

        Assert.Equal("exited 137", await Docker.AskAsync(["inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", killed], net.Token));
        await Docker.AskAsync(["start", killed], net.Token);
        await Docker.AwaitLineAsync(killed, " has joined ", net.Token, times: 2);
    }

    [Fact]
    public async Task A_coordinator_that_is_killed_and_started_again_goes_on_where_it_was()
    {
        using var net = new CancellationTokenSource(HangGuard.Limit);
        await lab.BeginRunAsync("line-copy --model process-pipeline --lines 15000 --output /state/copy.txt --state /state/killed --resume", net.Token);
        // Some of the copy is in the volume, and more is to come.
        await Docker.AskAsync(["exec", ComposeFixture.Coordinator, "sh", "-c", "until [ -s /state/copy.txt ]; do sleep 0.1; done"], net.Token);
        await Docker.AskAsync(["kill", ComposeFixture.Coordinator], net.Token);
        Assert.Equal("137", await Docker.AskAsync(["wait", ComposeFixture.Coordinator], net.Token));
        await Docker.AskAsync(["start", ComposeFixture.Coordinator], net.Token);
        CommandAnswer run = await lab.EndRunAsync(net.Token);
        Assert.True(run.ExitCode == 0, run.Error + run.Out);
        Assert.Contains("process-pipeline: resumed from item ", run.Out, StringComparison.Ordinal);
        Assert.Contains("0 of 15000 items reordered", run.Out, StringComparison.Ordinal);
        Assert.Contains("0 of 15000 acknowledged items lost, 0 duplicated, 0 unexpected", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_broker_knows_the_user_and_the_lab_of_the_file_and_no_guest()
    {
        Assert.Equal("actorlab\t[]", await OnBrokerAsync("rabbitmqctl", "--quiet", "--no-table-headers", "list_users"));
        Assert.Equal("actorlab", await OnBrokerAsync("rabbitmqctl", "--quiet", "--no-table-headers", "list_vhosts"));
        Assert.Equal("", await OnBrokerAsync("rabbitmq-plugins", "list", "--quiet", "--minimal", "--enabled"));
    }

    [Fact]
    public async Task Nothing_of_the_broker_but_its_port_is_reached_from_outside_and_that_from_this_machine_alone()
    {
        // Listening sockets are in state 0A; a port is four hexadecimal digits, and 0100007F is 127.0.0.1. Docker's own name server has an address of the loopback too.
        string sockets = await OnBrokerAsync("cat", "/proc/net/tcp", "/proc/net/tcp6");
        string[] listening = [.. sockets.Split('\n').Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(f => f is [_, _, _, "0A", ..]).Select(f => f[1])];
        string beyondLoopback = Assert.Single(listening, address => !address.Contains("00007F:", StringComparison.Ordinal));
        Assert.EndsWith($":{5672:X4}", beyondLoopback, StringComparison.Ordinal);
        Assert.Equal("""{"5672/tcp":[{"HostIp":"127.0.0.1","HostPort":"5672"}]}""", await Docker.AskAsync(["inspect", "--format", "{{json .NetworkSettings.Ports}}", ComposeFixture.Broker]));
        foreach (string container in OfActorLab) Assert.Equal("{}", await Docker.AskAsync(["inspect", "--format", "{{json .HostConfig.PortBindings}}", container]));
    }

    [Fact]
    public async Task Everybody_runs_without_rights_on_a_root_that_cannot_be_written()
    {
        Assert.Equal("999", await OnBrokerAsync("id", "-u"));
        Assert.Equal(AppUser, await OnWorkerAsync("id", "-u"));
        foreach (string container in new[] { ComposeFixture.Broker, ComposeFixture.Worker(1) })
        {
            string status = await Docker.AskAsync(["exec", container, "cat", "/proc/1/status"]);
            // No capability, not even one that could be had, and no way to more.
            foreach (string line in new[] { "CapPrm:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1" }) Assert.Contains(line, status, StringComparison.Ordinal);
            CommandAnswer write = await Docker.DockerAsync(["exec", "--user", "0", container, "touch", "/etc/written"]);
            Assert.NotEqual(0, write.ExitCode);
            Assert.Contains("Read-only file system", write.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_limits_are_in_force()
    {
        Assert.Equal("1000000000 536870912 256", await LimitsAsync(ComposeFixture.Worker(1)));
        Assert.Equal("1000000000 536870912 256", await LimitsAsync(ComposeFixture.Coordinator));
        Assert.Equal("1000000000 805306368 512", await LimitsAsync(ComposeFixture.Broker));
        // The kernel says the same, in the one or the other form of its control groups.
        Assert.Equal("536870912", await OnWorkerAsync("sh", "-c", "cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes"));
        Assert.Equal("256", await OnWorkerAsync("sh", "-c", "cat /sys/fs/cgroup/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids/pids.max"));
    }

    [Fact]
    public async Task Without_a_password_of_ones_own_nothing_starts()
    {
        CommandAnswer answer = await Docker.ComposeAsync("other", ["up", "--detach", "broker"], [new("ACTORLAB_PASSWORD", null)], CancellationToken.None);
        Assert.NotEqual(0, answer.ExitCode);
        Assert.Contains("set ACTORLAB_PASSWORD, see containers/example.env", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_know_the_password_is_not_let_in()
    {
        using var net = new CancellationTokenSource(HangGuard.Limit);
        CommandAnswer answer = await Docker.DockerAsync(
            ["exec", "--env", "ACTORLAB_BROKER=amqp://actorlab:guessed@broker:5672", ComposeFixture.Worker(1), "dotnet", "/opt/actorlab/ActorLab.Cli.dll", "node"], net.Token);
        Assert.Equal(3, answer.ExitCode);
        Assert.StartsWith("actorlab: lab 'actorlab' on amqp://broker:5672 cannot be joined: the user or the password is wrong", answer.Error, StringComparison.Ordinal);
    }

    private static void AssertLinesHold(CommandAnswer run)
    {
        Assert.True(run.ExitCode == 0, run.Error + run.Out);
        foreach (string check in new[]
                 {
                     "process-pipeline verdict: holds", "0 of 1000 rows differ from the input line at their position", "0 of 1000 items reordered",
                     "0 of 1000 acknowledged items lost, 0 duplicated, 0 unexpected",
                 }) Assert.Contains(check, run.Out, StringComparison.Ordinal);
    }

    /// <summary>Waits until a worker is a node, or several, of the run.</summary>
    private async Task<string> AwaitBusyAsync(CancellationToken interrupt, params string[] except)
    {
        while (true)
        {
            for (int number = 1; number <= ComposeFixture.Workers; number++)
            {
                string name = ComposeFixture.Worker(number);
                if (!except.Contains(name) && await LivesAsync(name, interrupt) > 0) return name;
            }
        }
    }

    /// <summary>Does something to a worker, and waits until the run has lost all nodes that it was.</summary>
    private async Task AwaitLossAsync(string worker, string[] fault, CancellationToken interrupt)
    {
        int before = await CountAsync(ComposeFixture.Coordinator, Loss, interrupt), lives = await LivesAsync(worker, interrupt);
        // The run knows of a life a little later than its member says so; of one that it never knew it can lose nothing.
        await AwaitConnectionsAsync(await AddressAsync(worker, interrupt), count => count > lives, interrupt);
        await Docker.AskAsync(fault, interrupt);
        await Docker.AwaitLineAsync(ComposeFixture.Coordinator, Loss, interrupt, before + lives);
    }

    /// <summary>Of this run: the member says one line when a life begins, and one when it is over, and lives of runs before may not be over yet.</summary>
    private async Task<int> LivesAsync(string worker, CancellationToken interrupt) =>
        2 * await CountAsync(worker, Life, interrupt, " has begun") - await CountAsync(worker, Life, interrupt);

    /// <summary>Asks the broker, which takes it more than a second, how many connections somebody has.</summary>
    private async Task AwaitConnectionsAsync(string address, Func<int, bool> suffice, CancellationToken interrupt)
    {
        do
        {
            interrupt.ThrowIfCancellationRequested();
        }
        while (!suffice((await OnBrokerAsync("rabbitmqctl", "--quiet", "--no-table-headers", "list_connections", "peer_host")).Split('\n').Count(peer => peer == address)));
    }

    private async Task<string> AddressAsync(string container, CancellationToken interrupt) =>
        await Docker.AskAsync(["inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container], interrupt);

    private async Task<int> CountAsync(string container, string text, CancellationToken interrupt, string more = "")
    {
        CommandAnswer logs = await Docker.DockerAsync(["logs", container], interrupt);
        return logs.Error.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal) && line.Contains(more, StringComparison.Ordinal));
    }

    private Task<string> OnBrokerAsync(params string[] command) => Docker.AskAsync(["exec", ComposeFixture.Broker, .. command]);

    private Task<string> OnWorkerAsync(params string[] command) => Docker.AskAsync(["exec", ComposeFixture.Worker(1), .. command]);

    private Task<string> LimitsAsync(string container) => Docker.AskAsync(["inspect", "--format", "{{.HostConfig.NanoCpus}} {{.HostConfig.Memory}} {{.HostConfig.PidsLimit}}", container]);
}
