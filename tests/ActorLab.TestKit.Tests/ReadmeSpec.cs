using ActorLab.VirtualTime;
using ActorLab.VirtualTime.Schedules;
using ActorLab.TestSupport;
using Akka.Actor;
using Xunit;

namespace ActorLab.TestKit.Tests;

/// <summary>The examples of the packages' READMEs are lines of this file, which are compiled and run.</summary>
public sealed class ReadmeSpec
{
    [Theory]
    [InlineData("ActorLab.TestKit")]
    [InlineData("ActorLab.VirtualTime")]
    public void The_examples_of_a_README_are_compiled(string project)
    {
        string[] readme = File.ReadAllLines(Path.Combine(Repository.Root, "src", project, "README.md"));
        string[] compiled = [.. File.ReadAllLines(Path.Combine(Repository.Root, "tests", "ActorLab.TestKit.Tests", "ReadmeSpec.cs")).Select(line => line.Trim())];
        int begin = Array.IndexOf(readme, "```csharp"), end = Array.IndexOf(readme, "```", begin + 1);
        string[] example = [.. readme[(begin + 1)..end].Select(line => line.Trim())];
        Assert.InRange(example.Length, 5, 40);
        Assert.Contains(Enumerable.Range(0, compiled.Length - example.Length), start => compiled.AsSpan(start, example.Length).SequenceEqual(example));
        Assert.InRange(readme.Length, 20, 45);
    }

    [Fact]
    public void The_example_of_VirtualTime_prints_what_it_says() => OnItsOwnThread.Run(() =>
    {
        TextWriter before = Console.Out;
        using var printed = new StringWriter();
        Console.SetOut(printed);
        try
        {
            Office();
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.Contains("done after 7 days", printed.ToString(), StringComparison.Ordinal);
    });

    private static void Office()
    {
        using var world = new VirtualWorld(new VirtualWorldOptions { Strategy = Strategy.Random(seed: 7) });
        ActorSystem system = world.CreateSystem("office");
        IActorRef clerk = system.ActorOf(Props.Create<Clerk>());
        string answer = world.Run(clerk.Ask<string>("call me back in a week", TimeSpan.FromDays(8)));
        Console.WriteLine($"{answer} after {world.Now.TotalDays} days");
    }

    private sealed class Clerk : UntypedActor
    {
        protected override void OnReceive(object message) =>
            Context.System.Scheduler.ScheduleTellOnce(TimeSpan.FromDays(7), Sender, "done", Self);
    }
}

public sealed class ReminderSpec : VirtualTimeTestKit
{
    [Fact]
    public void A_reminder_comes_after_a_day()
    {
        Sys.ActorOf(Props.Create<Reminder>(TestActor));
        ExpectNoMsg(TimeSpan.FromHours(23));
        ExpectMsg("pay your bill", TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromDays(1), World.Now);
    }

    [VirtualFact]
    public async Task An_asynchronous_test_waits_in_virtual_time_too()
    {
        Sys.ActorOf(Props.Create<Reminder>(TestActor));
        await Task.Delay(TimeSpan.FromHours(23));
        await ExpectMsgAsync("pay your bill", TimeSpan.FromHours(1));
    }

    [Seeds(1000)]
    public void A_reminder_comes_under_a_thousand_schedules()
    {
        Sys.ActorOf(Props.Create<Reminder>(TestActor));
        ExpectMsg("pay your bill", TimeSpan.FromDays(1));
    }
}

internal sealed class Reminder : UntypedActor, IWithTimers
{
    private readonly IActorRef _customer;

    public Reminder(IActorRef customer) => _customer = customer;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartSingleTimer("due", "due", TimeSpan.FromDays(1));

    protected override void OnReceive(object message) => _customer.Tell("pay your bill");
}
