using System.Globalization;
using System.Runtime.CompilerServices;
using ActorLab.VirtualTime;

namespace ActorLab.TestKit;

/// <summary>Akka counts test actors in the process; a run that is the same in every process counts them in its world.</summary>
internal static class TestActorNames
{
    private static readonly ConditionalWeakTable<VirtualWorld, StrongBox<int>> Counts = [];

    /// <returns>The name, or the world's next if there is none.</returns>
    public static string Or(string? name, VirtualWorld world)
    {
        if (!string.IsNullOrEmpty(name)) return name;
        int number = ++Counts.GetValue(world, static _ => new StrongBox<int>()).Value;
        return string.Create(CultureInfo.InvariantCulture, $"testActor{number}");
    }
}
