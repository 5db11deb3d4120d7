using System.Threading.Channels;
using ActorLab.Cluster.Labs;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Brokers;

namespace ActorLab.Cluster.Tests.Labs;

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ControlInboxSpec(BrokerFixture broker)
{
    [Fact]
    public async Task An_inbox_whose_connection_breaks_is_made_again_under_its_name_and_senders_wait_for_it()
    {
        using var proxy = new AmqpProxy(broker.Broker.Port);
        LabAddress over = Over(proxy);
        await using LabConnection rootConnection = await LabConnection.OpenAsync(over, "root", CancellationToken.None), memberConnection = await LabConnection.OpenAsync(over, "member", CancellationToken.None);
        var heard = Channel.CreateUnbounded<(ControlMessage Message, string From)>();
        ControlInbox root = await ControlInbox.OpenAsync(rootConnection, isMember: false, static (_, _) => { }, static _ => { }, CancellationToken.None);
        ControlInbox member = await ControlInbox.OpenAsync(memberConnection, isMember: true, (message, from) => Assert.True(heard.Writer.TryWrite((message, from))), static _ => { }, CancellationToken.None);
        string name = member.Name;
        for (int i = 1; i <= 3; i++)
        {
            proxy.BreakConnections();
            var said = new ToEnd($"life-{i}");
            (ControlMessage? Message, string From) got = default;
            // Who needs to be heard says it again: the broker may have taken it for an inbox whose connection it did not know to be lost.
            while (got.Message != said)
            {
                Assert.True(await root.SendAsync(name, said).WaitAsync(HangGuard.Limit));
                while (got.Message != said && heard.Reader.TryRead(out (ControlMessage Message, string From) next)) got = next;
            }

            Assert.Equal(root.Name, got.From);
        }

        Assert.Equal(name, member.Name);
        Assert.True(rootConnection.Generation > 1 && memberConnection.Generation > 1);
    }

    [Fact]
    public async Task An_inbox_whose_connection_breaks_while_it_is_opened_is_opened_on_the_next_one()
    {
        using var proxy = new AmqpProxy(broker.Broker.Port);
        await using LabConnection connection = await LabConnection.OpenAsync(Over(proxy), "root", CancellationToken.None);
        proxy.IsCut = true;
        Task<ControlInbox> opening = ControlInbox.OpenAsync(connection, isMember: false, static (_, _) => { }, static _ => { }, CancellationToken.None);
        proxy.BreakConnections();
        proxy.IsCut = false;
        ControlInbox root = await opening.WaitAsync(HangGuard.Limit);
        Assert.True(connection.Generation > 1);
        // It is there.
        Assert.True(await root.SendAsync(root.Name, new WhoIsThere()).WaitAsync(HangGuard.Limit));
    }

    [Fact]
    public async Task What_is_sent_to_an_inbox_that_nobody_has_does_not_get_there()
    {
        await using LabConnection connection = await LabConnection.OpenAsync(broker.Lab, "root", CancellationToken.None);
        ControlInbox root = await ControlInbox.OpenAsync(connection, isMember: false, static (_, _) => { }, static _ => { }, CancellationToken.None);
        Assert.False(await root.SendAsync("member.nobody", new WhoIsThere()));
        Assert.False(await root.SendToAllMembersAsync(new WhoIsThere()));
    }

    private LabAddress Over(AmqpProxy proxy) => broker.Lab with { Broker = new UriBuilder(broker.Lab.Broker) { Port = proxy.Port }.Uri };
}
