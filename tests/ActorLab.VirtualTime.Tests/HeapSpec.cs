using System.Diagnostics;
using System.Runtime.CompilerServices;
using Akka.Actor;

namespace ActorLab.VirtualTime.Tests;

/// <summary>A world keeps nothing of a system that has gone.</summary>
public sealed class HeapSpec
{
    [Fact]
    public async Task A_hundred_systems_are_created_and_ended_without_growth()
    {
        // In a process of its own, as the heap is that of all tests.
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, Program.Growth])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string growth = await process.StandardOutput.ReadToEndAsync();
        // Each system that stayed would take more than a hundred thousand bytes.
        Assert.InRange(long.Parse(growth), long.MinValue, 2_000_000);
    }

    [Theory]
    [InlineData("fifo")]
    [InlineData("random(1)")]
    [InlineData("pct(1, 3)")]
    public void Systems_that_ended_or_were_killed_are_given_back_to_the_garbage_collector(string strategy)
    {
        using VirtualWorld world = Worlds.Under(strategy);
        WeakReference[] systems = [.. Enumerable.Range(0, 12).Select(number => Alive(world, number))];
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        // The last one is what the last turn was of.
        Assert.DoesNotContain(systems[..^1], system => system.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Alive(VirtualWorld world, int number) => new(Live(world, number));

    /// <summary>Creates and ends 100 systems in one world.</summary>
    /// <returns>By how many bytes the heap has grown since the 20th.</returns>
    internal static long GrowthOfEightySystems()
    {
        using VirtualWorld world = Worlds.Under("pct(1, 3)");
        long early = 0;
        for (int i = 1; i <= 100; i++)
        {
            Live(world, i);
            if (i == 20) early = GC.GetTotalMemory(forceFullCollection: true);
        }

        return GC.GetTotalMemory(forceFullCollection: true) - early;
    }

    /// <summary>A system whose actors are asked, wait and hold a thread; it ends or, every third, is killed.</summary>
    private static ActorSystem Live(VirtualWorld world, int number)
    {
        ActorSystem system = world.System($"s{number}");
        IActorRef answering = system.Actor("answering", (context, message) => context.Sender.Tell(message));
        IActorRef silent = system.Actor("silent", (_, _) => { });
        world.Run(answering.Ask<int>(number, TimeSpan.FromDays(1)));
        _ = silent.Ask<int>(number, TimeSpan.FromSeconds(2));
        system.Scheduler.ScheduleTellRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), answering, "tick", silent);
        system.Actor("sleeping", (_, _) => VirtualThread.Sleep(TimeSpan.FromSeconds(1))).Tell("go");
        world.RunFor(TimeSpan.FromSeconds(0.5));
        if (number % 3 == 0) world.Kill(system);
        else world.Run(system.Terminate());
        // The time-out of the question that is never answered.
        world.RunFor(TimeSpan.FromSeconds(2));
        return system;
    }
}
