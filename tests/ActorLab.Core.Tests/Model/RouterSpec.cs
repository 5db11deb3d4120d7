using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Model;

public sealed class RouterSpec
{
    private static readonly ImmutableArray<ActorRef> Routees =
        [new TestActorRef(1, "root/a"), new TestActorRef(2, "root/b"), new TestActorRef(3, "root/c")];

    private static readonly TestActorRef Added = new(4, "root/d");

    [Fact]
    public void Round_robin_gives_to_each_in_turn() => Assert.Equal("abcabca", Route(Start(RoutingStrategy.RoundRobin), 7));

    [Fact]
    public void A_change_of_the_routees_does_not_make_anybody_miss_a_turn()
    {
        var context = Start(RoutingStrategy.RoundRobin);
        Assert.Equal("ab", Route(context, 2));
        context.Deliver(new Router.Remove(Routees[0]));
        Assert.Equal("cbc", Route(context, 3));
        context.Deliver(new Router.Add(Added));
        context.Deliver(new Router.Add(Added));
        Assert.Equal("bcdb", Route(context, 4));
        Assert.Equal([Routees[0]], context.Unwatched);
    }

    [Fact]
    public void A_routee_that_terminates_is_taken_out()
    {
        var context = Start(RoutingStrategy.RoundRobin);
        Assert.Equal(Routees, context.Watched);
        context.Deliver(new Terminated(Routees[1]));
        Assert.Equal("acac", Route(context, 4));
    }

    [Fact]
    public void Balance_gives_to_the_one_with_the_fewest_messages_outstanding()
    {
        var context = Start(RoutingStrategy.Balance);
        foreach (ActorRef routee in Routees) context.Deliver(new Router.Demand(2), routee);
        Assert.Equal("abcab", Route(context, 5));
        // a has finished both of its own, c its only one.
        context.Deliver(new Router.Demand(4), Routees[0]);
        context.Deliver(new Router.Demand(3), Routees[2]);
        Assert.Equal("caca", Route(context, 4));
    }

    [Fact]
    public void Demand_that_is_out_of_date_changes_nothing()
    {
        var context = Start(RoutingStrategy.Balance);
        context.Deliver(new Router.Demand(5), Routees[1]);
        context.Deliver(new Router.Demand(2), Routees[1]);
        Assert.Equal("bbbbb", Route(context, 5));
    }

    [Fact]
    public void Broadcast_gives_to_all() => Assert.Equal("abcabc", Route(Start(RoutingStrategy.Broadcast), 2));

    [Fact]
    public void A_consistent_hash_gives_equal_keys_to_the_same_routee()
    {
        var context = Start(RoutingStrategy.ConsistentHash);
        var owners = new Dictionary<ulong, string>();
        for (int round = 0; round < 2; round++)
        {
            for (ulong i = 0; i < 200; i++)
            {
                ulong key = StableHash.Mix(i);
                context.Deliver(new Router.Route(new Text("x"), key));
                string owner = Assert.Single(context.TakeSent()).Receiver.Name;
                Assert.Equal(owner, owners.TryGetValue(key, out string? known) ? known : owners[key] = owner);
            }
        }

        Assert.Equal(3, owners.Values.Distinct().Count());
    }

    [Theory]
    [InlineData(RoutingStrategy.RoundRobin)]
    [InlineData(RoutingStrategy.Balance)]
    [InlineData(RoutingStrategy.Broadcast)]
    [InlineData(RoutingStrategy.ConsistentHash)]
    public void Without_routees_a_message_is_unhandled(RoutingStrategy strategy)
    {
        var context = Start(strategy);
        foreach (ActorRef routee in Routees) context.Deliver(new Router.Remove(routee));
        var lost = new Router.Route(new Text("lost"));
        context.Deliver(lost);
        Assert.Empty(context.Sent);
        Assert.Equal([lost], context.UnhandledMessages);
        context.Deliver(new Router.Add(Added));
        Assert.Equal("d", Route(context, 1));
    }

    [Fact]
    public void Started_anew_it_knows_its_first_routees_again()
    {
        var context = new TestContext(new Router(RoutingStrategy.RoundRobin, Routees));
        context.Deliver(new Restarted(new IOException()));
        Assert.Equal("abc", Route(context, 3));
    }

    private static TestContext Start(RoutingStrategy strategy)
    {
        var context = new TestContext(new Router(strategy, Routees), "root/router");
        context.Start();
        return context;
    }

    private static string Route(TestContext context, int count)
    {
        for (int i = 0; i < count; i++) context.Deliver(new Router.Route(new Text($"{i}")));
        return string.Concat(context.TakeSent().Select(s => s.Receiver.Name));
    }
}
