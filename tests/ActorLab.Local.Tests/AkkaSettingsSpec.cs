using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ActorLab.Local.Hosting;
using ActorLab.TestSupport;
using static ActorLab.Local.Tests.LocalScenario;

namespace ActorLab.Local.Tests;

/// <summary>Settings of Akka in a plan are those of its actor system.</summary>
public sealed partial class AkkaSettingsSpec
{
    private const int Messages = 6;

    private readonly ConcurrentQueue<string> _log = new();

    [Theory]
    [InlineData("", "aaaaaabbbbbb")]
    [InlineData("akka.actor.default-dispatcher.throughput = 1", "abababababab")]
    [InlineData("akka.actor.default-dispatcher.throughput = 2", "aabbaabbaabb")]
    [InlineData("akka.actor.default-dispatcher.throughput = 4", "aaaabbbbaabb")]
    public async Task Throughput_is_how_many_messages_an_actor_handles_before_others_get_a_turn(string akka, string turns) =>
        Assert.Equal(turns, await Turns(akka, DispatcherPolicy.ForkJoin("one", 1)));

    [Fact]
    public async Task A_throughput_that_a_plan_asks_for_counts_more_than_that_of_the_settings() => Assert.Equal(
        "aaabbbaaabbb",
        await Turns("akka.actor.default-dispatcher.throughput = 1", DispatcherPolicy.ForkJoin("one", 1) with { Throughput = 3 }));

    [Fact]
    public void Without_settings_the_throughput_is_that_of_every_engine() =>
        Assert.Equal(DispatcherPolicy.DefaultThroughput, new LabSettings("", null).Throughput);

    [Fact]
    public async Task An_actor_can_be_deployed_on_a_dispatcher_of_Akkas_by_its_path_in_the_lab()
    {
        const string akka = """
            akka.actor {
              mine { type = ForkJoinDispatcher, throughput = 2, dedicated-thread-pool { thread-count = 1, threadtype = background } }
              deployment { "/root/*".dispatcher = akka.actor.mine }
            }
            """;
        // Akka's mailbox handles one message more than its throughput says.
        Assert.Equal("aaabbbaaabbb", await Turns(akka, DispatcherPolicy.ForkJoin("one", 1)));
        Assert.Equal("aaabbbaaabbb", await Turns(akka, DispatcherPolicy.Pinned));
        // A pattern of the lab's paths is none of Akka's, which begin above the root.
        string other = akka.Replace("/root/*", "/*", StringComparison.Ordinal);
        Assert.Equal("aaaaaabbbbbb", await Turns(other, DispatcherPolicy.ForkJoin("one", 1)));
    }

    [Fact]
    public async Task Nothing_is_logged_where_nothing_asks_for_it()
    {
        RunResult result = await Run("akka.actor.debug.lifecycle = on", null);
        Assert.Equal(1, result.Counters.Failures);
        Assert.Empty(_log);
    }

    [Theory]
    [InlineData("akka.loglevel = ERROR", null, "error")]
    [InlineData("akka.loglevel = DEBUG", LogLevel.Error, "error")]
    [InlineData("", LogLevel.Error, "error")]
    [InlineData("akka { loglevel = OFF, actor.debug.lifecycle = on }", LogLevel.Debug, "debug error")]
    [InlineData("akka { loglevel = debug, actor.debug.lifecycle = on }", null, "debug error")]
    [InlineData("akka { loglevel = DEBUG, actor.debug.lifecycle = on }", LogLevel.Off, "")]
    public async Task The_level_is_that_of_the_options_or_else_that_of_the_plan(string akka, LogLevel? level, string levels)
    {
        await Run(akka, level);
        Assert.Equal(levels, string.Join(' ', _log.Select(l => l.Split(' ')[0]).Distinct().Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_line_has_the_level_the_time_of_the_run_the_path_of_the_actor_and_what_happened()
    {
        await Run("", LogLevel.Error);
        Assert.Matches(FailureLine(), Assert.Single(_log));
        _log.Clear();
        await Run("akka.actor.debug.lifecycle = on", LogLevel.Debug);
        Assert.All(_log, line => Assert.Matches(AnyLine(), line));
        Assert.Contains(_log, line => line.Contains(" root/a: Started (", StringComparison.Ordinal));
        Assert.Contains(_log, line => line.EndsWith(" root: now supervising root/a", StringComparison.Ordinal));
        Assert.DoesNotContain(_log, line => line.Contains("akka://", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dead_letters_are_logged_where_the_settings_say_so()
    {
        using var seen = new ManualResetEventSlim();
        Action<string> log = line =>
        {
            _log.Enqueue(line);
            if (line.Contains("was dropped", StringComparison.Ordinal)) seen.Set();
        };
        await RunToAnyEnd(
            "akka { loglevel = INFO, log-dead-letters = on }",
            new EngineOptions { Log = log },
            _ => TestActor.Props((context, message) =>
            {
                if (message is not Started) return;
                // Akka's listener is an actor: it begins to listen some time after the system has begun, and ends with it.
                do context.Unhandled(new Number(7));
                while (!seen.Wait(TimeSpan.FromMilliseconds(1)));
                context.Stop(context.Self);
            }) with { Name = "root" });
        Assert.Matches(
            @"^info \d+\.\d{6} root: Message \[Number\] to root was dropped\. Unhandled\. \[1\] dead letters",
            _log.First(line => line.StartsWith("info ", StringComparison.Ordinal)));
    }

    /// <summary>Two actors get all their messages while the one thread that they share is held, and then handle them.</summary>
    private async Task<string> Turns(string akka, DispatcherPolicy on)
    {
        var turns = new ConcurrentQueue<char>();
        using var go = new ManualResetEventSlim();
        using var held = new CountdownEvent(1);
        RunResult result = await RunToAnyEnd(akka, EngineOptions.Default, _ =>
        {
            int left = 2 * Messages;
            return TestActor.Props((context, message) =>
            {
                if (message is Text)
                {
                    if (--left == 0) context.Stop(context.Self);
                    return;
                }

                if (message is not Started) return;
                IActorRef root = context.Self;
                IActorRef holder = context.Spawn(TestActor.Props((_, m) =>
                {
                    if (m is not Number) return;
                    held.Signal();
                    go.Wait();
                }) with { Name = "holder", Dispatcher = on });
                context.Send(holder, new Number(0));
                held.Wait();
                foreach (char name in "ab")
                {
                    IActorRef child = context.Spawn(TestActor.Props((c, m) =>
                    {
                        if (m is not Number) return;
                        turns.Enqueue(name);
                        c.Send(root, new Text($"{name}"));
                    }) with { Name = $"{name}", Dispatcher = on });
                    for (int i = 0; i < Messages; i++) context.Send(child, new Number(i));
                }

                go.Set();
            }) with { Name = "root", Dispatcher = DispatcherPolicy.ForkJoin("root", 1) };
        });
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        Assert.Equal(2 * Messages, turns.Count);
        return string.Concat(turns);
    }

    /// <summary>A child fails once and is stopped.</summary>
    private Task<RunResult> Run(string akka, LogLevel? level) => RunToAnyEnd(
        akka, new EngineOptions { LogLevel = level, Log = _log.Enqueue }, _ => TestActor.Props((context, message) =>
        {
            if (message is Started)
            {
                IActorRef child = context.Spawn(TestActor.Props((_, m) =>
                {
                    if (m is Poison poison) throw poison.Cause;
                }) with { Name = "a", Supervision = new SupervisionPolicy { Directive = SupervisionDirective.Stop } });
                context.Watch(child);
                context.Send(child, new Poison(new Planned("two\nlines")));
            }

            if (message is Terminated) context.Stop(context.Self);
        }) with { Name = "root" });

    private static async Task<RunResult> RunToAnyEnd(string akka, EngineOptions options, Func<IActorRef, ActorProps> root)
    {
        using var net = new CancellationTokenSource(HangGuard.Limit);
        ScenarioPlan plan = Plan(root).WithAkka(akka);
        RunResult result = await Task.Run(() => new LocalEngine().RunAsync(plan, options, net.Token));
        Assert.False(net.IsCancellationRequested);
        return result;
    }

    [GeneratedRegex(@"^error \d+\.\d{6} root/a: Planned: two lines$", RegexOptions.None, 1_000)]
    private static partial Regex FailureLine();

    [GeneratedRegex(@"^(error|debug) \d+\.\d{6} \S+: \S[^\n]*$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex AnyLine();
}
