using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.VirtualTime.Tests;

/// <summary>The same seed gives the same turns in any process; what would spoil that, and what is done about it.</summary>
public sealed class DeterminismSpec
{
    [Fact]
    public async Task Processes_of_another_culture_time_zone_and_collector_beside_busy_loops_give_the_same_digest()
    {
        string[] busy = [.. Enumerable.Range(0, 8).Select(_ => "while :; do :; done & ")];
        string[] environments = ["", "LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8", "TZ=Pacific/Kiritimati", "DOTNET_gcServer=1",
            "DOTNET_GCgen0size=100000", "DOTNET_TieredCompilation=0"];
        var digests = new HashSet<string>(StringComparer.Ordinal);
        foreach (string environment in environments) digests.Add(await RunAsync(environment, ""));
        digests.Add(await RunAsync("", string.Concat(busy)));
        string digest = Assert.Single(digests);
        Assert.Matches(@"^[0-9a-f]{16} \d+ \d+$", digest);
        Assert.NotEqual(digest, await RunAsync("", "", seed: 2));
    }

    [Fact]
    public void Actors_that_become_ready_in_one_turn_run_in_the_order_of_their_creation()
    {
        // Akka keeps the subscribers of an event stream, children and watchers in hash tables, whose order differs per process.
        using var world = new VirtualWorld();
        ActorSystem system = world.System();
        var order = new List<string>();
        IActorRef[] actors = [.. Enumerable.Range(0, 20).Select(i => system.Actor($"a{i}", (_, _) => order.Add($"a{i}")))];
        foreach (IActorRef actor in actors.Reverse()) system.EventStream.Subscribe(actor, typeof(string));
        world.RunReady();
        system.Actor("publisher", (context, message) => context.System.EventStream.Publish((string)message)).Tell("published");
        world.RunReady();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"a{i}"), order);
    }

    [Fact]
    public void A_system_that_akka_creates_is_settled_before_the_first_turn_that_counts()
    {
        // Akka starts its event stream by walking through a hash set.
        ActorSystem system = ActorSystem.Create("s", ConfigurationFactory.ParseString("akka.loglevel = OFF")
            .WithFallback(VirtualWorld.VirtualConfig));
        VirtualWorld world = VirtualWorld.Current!;
        long turns = world.Turns, choices = world.Choices;
        var seen = new List<string>();
        system.Actor("a", (_, message) => seen.Add((string)message)).Tell("hello");
        world.Step();
        Assert.Equal("hello", Assert.Single(seen));
        Assert.Equal((turns + 1, choices), (world.Turns, world.Choices));
        world.Run(system.Terminate());
    }

    [Fact]
    public void Random_numbers_of_akka_come_from_the_seed()
    {
        static long Uid(int seed)
        {
            using var world = new VirtualWorld(new VirtualWorldOptions { Seed = seed });
            return world.System().Actor("actor", (_, _) => { }).Path.Uid;
        }

        Assert.Equal(Uid(1), Uid(1));
        Assert.NotEqual(Uid(1), Uid(2));
    }

    [Fact]
    public void A_turn_handles_one_message_whatever_the_throughput_of_its_dispatcher()
    {
        using var world = new VirtualWorld();
        ActorSystem system = world.System("s", "greedy { type = Dispatcher, throughput = 100 }");
        var order = new List<string>();
        foreach (string name in (string[])["a", "b"])
        {
            IActorRef actor = system.Actor(name, (_, message) => order.Add($"{name}{message}"), "greedy");
            actor.Tell(1);
            actor.Tell(2);
        }

        world.RunReady();
        Assert.Equal(["a1", "b1", "a2", "b2"], order);
    }

    [Theory]
    [InlineData("Akka.Dispatch.BoundedMailbox, Akka")]
    [InlineData("ActorLab.VirtualTime.Tests.SmallestFirst, ActorLab.VirtualTime.Tests")]
    public void A_turn_handles_one_message_of_another_mailbox_too(string mailbox)
    {
        using var world = new VirtualWorld();
        ActorSystem system = world.System("s",
            $$"""box { mailbox-type = "{{mailbox}}", mailbox-capacity = 10, mailbox-push-timeout-time = 0s }""");
        var order = new List<string>();
        foreach (string name in (string[])["a", "b"])
        {
            IActorRef actor = system.ActorOf(Stage.PropsOf(() => new Noting(order)).WithMailbox("box"), name);
            actor.Tell(1);
            actor.Tell(2);
        }

        world.RunReady();
        Assert.Equal(["a1", "b1", "a2", "b2"], order);
    }

    [Fact]
    public void Several_questions_that_are_answered_at_once_are_piped_in_one_order()
    {
        static string Order(int seed)
        {
            using var world = new VirtualWorld(new VirtualWorldOptions { Strategy = Strategy.Random(seed) });
            ActorSystem system = world.System();
            var order = new List<string>();
            IActorRef[] others = [.. Enumerable.Range(0,
                8).Select(i => system.Actor($"o{i}", (context, _) => context.Sender.Tell($"{i}")))];
            system.Actor("asking", (context, message) =>
            {
                if (message is "go") foreach (IActorRef other in others) _ = other.Ask<string>("question").PipeTo(context.Self);
                else order.Add($"{message}");
            }).Tell("go");
            world.RunUntilIdle();
            Assert.Equal(8, order.Count);
            Assert.Empty(world.DoubtsOfDeterminism);
            return string.Concat(order);
        }

        Assert.Equal(Order(1), Order(1));
        Assert.NotEqual(Order(1), Order(2));
    }

    private static async Task<string> RunAsync(string environment, string before, int seed = 1)
    {
        string program = typeof(DeterminismSpec).Assembly.Location;
        string script = $"trap 'kill $(jobs -p) 2>/dev/null' EXIT; {before} env {environment} dotnet \"{program}\" {seed}";
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Trim();
    }

    private sealed class Noting(List<string> order) : UntypedActor
    {
        protected override void OnReceive(object message) => order.Add($"{Self.Path.Name}{message}");
    }
}
