using System.Text;
using System.Threading.Channels;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Work;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Brokers;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Given = ActorLab.Cluster.Tests.Work.WorkBench.Given;

namespace ActorLab.Cluster.Tests.Work;

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class WorkQueueOnBrokerSpec(BrokerFixture broker)
{
    [Fact]
    public async Task What_is_published_is_confirmed_given_in_order_and_gone_when_it_is_acknowledged()
    {
        await using WorkBench bench = await WorkBench.OpenAsync(broker.Lab, "in-and-out");
        WorkBench.TextPublisher publisher = await bench.PublisherAsync();
        publisher.Publish(Texts(100));
        await publisher.ConfirmedAsync(100);
        WorkBench.TextConsumer consumer = await bench.ConsumeAsync(200);
        List<Given> given = await consumer.TakeAsync(100);
        Assert.Equal(Texts(100), given.Select(g => g.Text));
        Assert.All(given, g => Assert.Equal(0, g.Tries));
        foreach (Given each in given) consumer.Acknowledge(each);
        publisher.Publish("last");
        Given last = await consumer.NextAsync();
        // It was given, so those before it are settled or would still be held; a second consumer gets none of them.
        await consumer.DisposeAsync();
        WorkBench.TextConsumer second = await bench.ConsumeAsync(200);
        Assert.Equal(("last", 1), await second.NextAsync() is var again ? (again.Text, again.Tries) : default);
        Assert.Equal((0, "last"), (second.Waiting, last.Text));
    }

    [Fact]
    public async Task A_consumer_is_given_no_more_than_its_credit()
    {
        await using WorkBench bench = await WorkBench.OpenAsync(broker.Lab, "credit");
        WorkBench.TextPublisher publisher = await bench.PublisherAsync();
        publisher.Publish(Texts(10));
        await publisher.ConfirmedAsync(10);
        WorkBench.TextConsumer narrow = await bench.ConsumeAsync(3);
        List<Given> first = await narrow.TakeAsync(3);
        // Another one gets all the others, so the first was given none of them.
        WorkBench.TextConsumer wide = await bench.ConsumeAsync(10);
        Assert.Equal(Texts(10)[3..], (await wide.TakeAsync(7)).Select(g => g.Text));
        Assert.Equal(0, narrow.Waiting);
        publisher.Publish("next");
        narrow.Acknowledge(first[1]);
        Assert.Equal("next", (await Task.WhenAny(narrow.NextAsync(), wide.NextAsync()).Unwrap()).Text);
    }

    [Fact]
    public async Task What_a_consumer_held_when_its_connection_was_lost_is_given_to_another_and_none_is_lost()
    {
        await using WorkBench bench = await WorkBench.OpenAsync(broker.Lab, "lost-consumer");
        WorkBench.TextPublisher publisher = await bench.PublisherAsync();
        publisher.Publish(Texts(40));
        await publisher.ConfirmedAsync(40);
        WorkBench.TextConsumer first = await bench.ConsumeAsync(20);
        List<Given> held = await first.TakeAsync(20);
        await first.LoseAsync();
        WorkBench.TextConsumer second = await bench.ConsumeAsync(100);
        List<Given> given = await second.TakeAsync(40);
        Assert.Equal(Texts(40).Order(StringComparer.Ordinal), given.Select(g => g.Text).Order(StringComparer.Ordinal));
        Assert.Equal(held.Select(h => h.Text).Order(StringComparer.Ordinal), given.Where(g => g.Tries == 1).Select(g => g.Text).Order(StringComparer.Ordinal));
        Assert.Equal("it was closed here", await first.Failed);
    }

    [Fact]
    public async Task With_a_delivery_limit_of_3_the_fourth_loss_dead_letters_a_message_with_its_reason()
    {
        await using WorkBench bench = await WorkBench.OpenAsync(broker.Lab, "poison", new QueueSettings { DeliveryLimit = 3 });
        WorkBench.TextPublisher publisher = await bench.PublisherAsync();
        publisher.Publish("poison");
        for (int tries = 0; tries <= 3; tries++)
        {
            WorkBench.TextConsumer victim = await bench.ConsumeAsync(1);
            Assert.Equal(tries, (await victim.NextAsync()).Tries);
            await victim.LoseAsync();
        }

        WorkBench.TextConsumer undertaker = await bench.ConsumeAsync(1, QuorumQueues.DeadOf(bench.Queue));
        Given dead = await undertaker.NextAsync();
        Assert.Equal(("poison", "delivery_limit"), (dead.Text, dead.DeadReason));
        undertaker.Acknowledge(dead);
        Assert.Equal(0u, await bench.WaitingAsync());
    }

    [Fact]
    public async Task A_full_queue_refuses_and_nothing_is_lost_or_changes_its_place()
    {
        await using WorkBench bench = await WorkBench.OpenAsync(broker.Lab, "full", new QueueSettings { MaxMessages = 5 });
        WorkBench.TextPublisher publisher = await bench.PublisherAsync(window: 8);
        publisher.Publish(Texts(300));
        WorkBench.TextConsumer consumer = await bench.ConsumeAsync(4);
        int expected = 0;
        while (expected < 300)
        {
            Given given = await consumer.NextAsync();
            // A repeat, or one behind a gap that will come again: an ordered receiver drops both.
            if (given.Text == Texts(300)[expected]) expected++;
            consumer.Acknowledge(given);
        }

        await publisher.ConfirmedAsync(300);
        Assert.True(publisher.Rewinds > 0, "the queue was never full");
    }

    [Fact]
    public async Task A_publisher_whose_queue_is_gone_says_so()
    {
        await using WorkBench bench = await WorkBench.OpenAsync(broker.Lab, "deleted");
        WorkBench.TextPublisher publisher = await bench.PublisherAsync();
        WorkBench.TextConsumer consumer = await bench.ConsumeAsync(1);
        publisher.Publish("first");
        await consumer.NextAsync();
        await QuorumQueues.DeleteAsync(await (await bench.ConnectAsync()).CreateChannelAsync(), bench.Queue);
        publisher.Publish("second");
        Assert.Equal("queue 'deleted' does not exist any more", await publisher.Failed);
        Assert.Contains("no queue 'deleted'", await consumer.Failed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_leaves_neither_queue_nor_exchange()
    {
        await using LabConnection connection = await LabConnection.OpenAsync(broker.Lab, "tidy", CancellationToken.None);
        await using (IChannel channel = await connection.CreateChannelAsync())
        {
            await QuorumQueues.DeclareAsync(channel, "tidy", new QueueSettings());
            await channel.BasicPublishAsync("", "tidy", new byte[] { 1 });
            await QuorumQueues.DeleteAsync(channel, "tidy");
        }

        await AssertMissingAsync(connection, c => c.QueueDeclarePassiveAsync("tidy"));
        await AssertMissingAsync(connection, c => c.QueueDeclarePassiveAsync("tidy.dead"));
        await AssertMissingAsync(connection, c => c.ExchangeDeclarePassiveAsync("tidy.dead"));
    }

    [Fact]
    public async Task A_broker_that_is_killed_and_started_again_has_lost_nothing_that_it_had_confirmed()
    {
        using RabbitBroker own = await RabbitBroker.StartAsync();
        var lab = new LabAddress(own.Address, RabbitBroker.Lab)
        {
            Patience = LabPatience.Default with { WithoutBroker = SimDuration.FromSeconds(600) },
        };
        await using (LabConnection connection = await LabConnection.OpenAsync(lab, "declares", CancellationToken.None))
        {
            await QuorumQueues.DeclareAsync(await connection.CreateChannelAsync(), "durable", new QueueSettings());
        }

        await using LabConnection rebuilt = await LabConnection.OpenAsync(lab, "rebuilt", CancellationToken.None);
        var channels = new LabChannels(rebuilt);
        await using var publisher = new WorkBench.TextPublisher(channels, "durable", window: 50);
        await using var consumer = new WorkBench.TextConsumer(channels, "durable", 20);
        publisher.Publish(Texts(1_000));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < 200; i++) Take(consumer, await consumer.NextAsync(), seen);
        await own.NotedAsync("durable");
        own.KillServer();
        publisher.Publish(Texts(1_200)[1_000..]);
        await own.StartServerAsync();
        while (seen.Count < 1_200) Take(consumer, await consumer.NextAsync(), seen);
        await publisher.ConfirmedAsync(1_200);
        Assert.Equal(Texts(1_200).Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.True(consumer.Renewals > 0 && publisher.Rewinds > 0, "nothing was rebuilt");
    }

    [Fact]
    public async Task Whoever_comes_late_finds_a_queue_that_was_replaced_many_times()
    {
        const string Name = "run.long.work";
        const int Replaced = 40;
        await using LabConnection connection = await LabConnection.OpenAsync(broker.Lab, "late", CancellationToken.None);
        string current = QuorumQueues.NameOf(Name, Replaced);
        IChannel channel = await connection.CreateChannelAsync();
        await QuorumQueues.MakeAsync(channel, current, new QueueSettings(), CancellationToken.None);
        var late = new AwaitedQueue(Name, isDead: false, HangGuard.Limit);
        var channels = new LabChannels(connection);
        int searches = 1;
        string? found;
        while ((found = await late.FindAsync(channels, CancellationToken.None)) is null) Assert.True(++searches < 10, "it is not found");
        Assert.Equal((current, 4), (found, searches));
        Assert.Equal(current, await late.FindAsync(channels, CancellationToken.None));
        await QuorumQueues.DeleteAsync(channel, current);
    }

    [Fact]
    public async Task A_work_queue_that_is_gone_is_replaced_by_its_root_which_is_told_to_fill_it_and_nodes_wait_for_it()
    {
        const string Name = "run.anew.work";
        await using LabConnection near = await LabConnection.OpenAsync(broker.Lab, "root", CancellationToken.None), far = await LabConnection.OpenAsync(broker.Lab, "node", CancellationToken.None);
        var given = Channel.CreateUnbounded<string>();
        using SemaphoreSlim renewed = new(0), cancelled = new(0);
        bool isGiven = false;
        await using LabWorkQueue node = LabWorkQueue.ForNode(far, static _ => { }, static _ => { });
        QueueConsumer consumer = node.Consumer(Name, isDead: false, 5, d => given.Writer.TryWrite(Encoding.UTF8.GetString(d.Body.Span)), OnRenewed, reason => given.Writer.TryWrite(reason));
        // Nothing of it is there yet.
        consumer.Start();
        await using LabWorkQueue root = await LabWorkQueue.DeclareAsync(near, Name, new QueueSettings(), static _ => { }, static _ => { }, CancellationToken.None);
        ConfirmedPublisher publisher = root.Publisher(() => renewed.Release(), reason => given.Writer.TryWrite(reason));
        publisher.Publish(new Outgoing(Name, "first"u8.ToArray()));
        Assert.Equal("first", await NextAsync());
        Volatile.Write(ref isGiven, true);
        await QuorumQueues.DeleteAsync(await far.CreateChannelAsync(), Name);
        Assert.True(await cancelled.WaitAsync(HangGuard.Limit));
        publisher.Publish(new Outgoing(Name, "lost"u8.ToArray()));
        Assert.True(await renewed.WaitAsync(HangGuard.Limit));
        publisher.Publish(new Outgoing(Name, "second"u8.ToArray()));
        Assert.Equal("second", await NextAsync());
        Assert.Equal(0, renewed.CurrentCount);

        void OnRenewed()
        {
            if (Volatile.Read(ref isGiven)) cancelled.Release();
        }

        async Task<string> NextAsync()
        {
            using var patience = new CancellationTokenSource(HangGuard.Limit);
            return await given.Reader.ReadAsync(patience.Token);
        }
    }

    private static void Take(WorkBench.TextConsumer consumer, Given given, HashSet<string> seen)
    {
        seen.Add(given.Text);
        consumer.Acknowledge(given);
    }

    private static async Task AssertMissingAsync(LabConnection connection, Func<IChannel, Task> ask)
    {
        IChannel channel = await connection.CreateChannelAsync();
        OperationInterruptedException missing = await Assert.ThrowsAsync<OperationInterruptedException>(() => ask(channel));
        Assert.Equal(Constants.NotFound, missing.ShutdownReason!.ReplyCode);
    }

    private static string[] Texts(int count) => [.. Enumerable.Range(0, count).Select(i => $"text {i}")];
}
