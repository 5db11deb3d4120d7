using ActorLab.VirtualTime.Schedules;

namespace ActorLab.VirtualTime.Tests;

internal static class Digests
{
    /// <summary>Milliseconds become seconds.</summary>
    public const int Scale = 1_000;

    /// <summary>Runs every scenario, each in a system of its own of one world, under random schedules.</summary>
    public static string OfAllScenarios(int seed)
    {
        using var world = new VirtualWorld(new VirtualWorldOptions { Seed = seed, Strategy = Strategy.Random(seed) });
        int number = 0;
        foreach (Scenario scenario in Scenarios.All)
        {
            scenario.Start(new Stage(world.CreateSystem($"s{number++}", "akka { loglevel = OFF, stdout-loglevel = OFF }\n" +
                scenario.Hocon), () => world.Now) { Scale = Scale });
        }

        world.RunFor(TimeSpan.FromHours(1));
        return $"{world.Digest} {world.Turns} {world.Choices} {string.Join("; ", world.DoubtsOfDeterminism)}";
    }
}
