using Akka.Actor;

namespace ActorLab.VirtualTime.Tests;

/// <summary>Mailboxes of Akka's own or of the user's are used as they are, and seen as well as the virtual one.</summary>
public sealed class OtherMailboxesSpec
{
    private const string Hocon = """
        bounded { mailbox-type = "Akka.Dispatch.BoundedMailbox, Akka", mailbox-capacity = 10, mailbox-push-timeout-time = 0s }
        deque = ${bounded} { mailbox-type = "Akka.Dispatch.BoundedDequeBasedMailbox, Akka" }
        sorted { mailbox-type = "ActorLab.VirtualTime.Tests.SmallestFirst, ActorLab.VirtualTime.Tests" }
        """;

    [Theory]
    [InlineData("bounded")]
    [InlineData("deque")]
    [InlineData("sorted")]
    public void The_digest_covers_the_types_of_their_messages(string mailbox)
    {
        string Digest(object message)
        {
            using var world = new VirtualWorld();
            IActorRef actor = world.System("s", Hocon).ActorOf(Stage.PropsOf(() => new Silent()).WithMailbox(mailbox), "actor");
            actor.Tell(message);
            world.RunUntilIdle();
            return world.Digest;
        }

        Assert.Equal(Digest(1), Digest(2));
        Assert.NotEqual(Digest(1), Digest("1"));
    }

    [Theory]
    [InlineData("bounded")]
    [InlineData("sorted")]
    public void A_question_that_one_of_their_actors_has_not_answered_is_told_at_a_standstill(string mailbox)
    {
        using var world = new VirtualWorld(new VirtualWorldOptions { ForeignPatience = TimeSpan.FromMilliseconds(20) });
        IActorRef silent = world.System("s", Hocon).ActorOf(Stage.PropsOf(() => new Silent()).WithMailbox(mailbox), "silent");
        Task<string> answer = silent.Ask<string>(1);
        Assert.Equal("""
            at 0 s nothing can happen any more: no mailbox is ready and no timer is pending, but a condition is awaited:
              akka://s/user/silent was asked with Int32 at 0 s and has not answered
            """, Assert.Throws<VirtualTimeException>(() => world.Run(answer)).Message);
    }

    [Theory]
    [InlineData("bounded")]
    [InlineData("sorted")]
    public void A_livelock_names_their_actors(string mailbox)
    {
        using var world = new VirtualWorld(new VirtualWorldOptions { LivelockTurns = 100 });
        IActorRef endless = world.System("s", Hocon).ActorOf(Stage.PropsOf(() => new Endless()).WithMailbox(mailbox), "endless");
        endless.Tell(1);
        Assert.Equal("""
            livelock: the clock has stood at 0 s for 101 turns, and messages go on:
              akka://s/user/endless handles Int32: 64 of the last turns
            """, Assert.Throws<VirtualTimeException>(world.RunUntilIdle).Message);
    }

    [Fact]
    public void A_bounded_deque_keeps_the_order_of_what_its_actor_unstashes()
    {
        using var world = new VirtualWorld();
        var seen = new List<string>();
        ActorSystem system = world.System("s", Hocon);
        IActorRef actor = system.ActorOf(Stage.PropsOf(() => new Opening(seen)).WithMailbox("deque"), "opening");
        foreach (string message in (string[])["a", "b", "open", "c"]) actor.Tell(message);
        world.RunUntilIdle();
        Assert.Equal(["a", "b", "c"], seen);
    }

    [Fact]
    public void A_bounded_mailbox_sends_what_is_too_much_and_what_is_left_to_dead_letters()
    {
        using var world = new VirtualWorld();
        ActorSystem system = world.System("s", Hocon.Replace("mailbox-capacity = 10", "mailbox-capacity = 2"));
        var dead = new List<string>();
        system.EventStream.Subscribe(system.Actor("dead", (_, message) =>
        {
            if (message is Akka.Event.DeadLetter { Message: int } letter) dead.Add($"{letter.Message}");
        }), typeof(Akka.Event.DeadLetter));
        IActorRef actor = system.ActorOf(Stage.PropsOf(() => new Silent()).WithMailbox("bounded"), "actor");
        world.RunReady();
        actor.Tell(PoisonPill.Instance);
        foreach (int message in (int[])[1, 2, 3]) actor.Tell(message);
        world.RunUntilIdle();
        Assert.Equal(["2", "3", "1"], dead);
    }

    [Fact]
    public void A_system_whose_default_mailbox_is_another_belongs_to_the_world_like_any_other()
    {
        using var world = new VirtualWorld();
        ActorSystem system = world.System("s", """
            akka.actor.default-mailbox.mailbox-type = "ActorLab.VirtualTime.Tests.SmallestFirst, ActorLab.VirtualTime.Tests"
            one { type = ForkJoinDispatcher, dedicated-thread-pool.thread-count = 1 }
            """);
        var seen = new List<string>();
        foreach (string name in (string[])["a", "b"])
        {
            system.Actor(name, (_, _) =>
            {
                seen.Add($"{name} {world.Now.TotalSeconds}");
                VirtualThread.Sleep(TimeSpan.FromSeconds(1));
            }, "one").Tell("go");
        }

        world.RunUntilIdle();
        Assert.Equal(["a 0", "b 1"], seen);
        Assert.Empty(world.DoubtsOfDeterminism);
        world.Kill(system);
        Assert.Empty(world.Systems);
    }

    private sealed class Silent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Endless : UntypedActor
    {
        protected override void OnReceive(object message) => Self.Tell(message);
    }

    private sealed class Opening(List<string> seen) : UntypedActor, IWithStash
    {
        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            if (message is "open")
            {
                Become(Open);
                Stash.UnstashAll();
            }
            else
            {
                Stash.Stash();
            }
        }

        private void Open(object message) => seen.Add($"{message}");
    }
}
