using Akka.Actor;

namespace ActorLab.VirtualTime.Tests;

/// <summary>What Akka.NET offers runs in virtual time as it is, at exact moments, and has the same outcome on real
/// dispatchers.</summary>
public sealed class UnmodifiedSpec
{
    private const string Quiet = "akka { loglevel = OFF, stdout-loglevel = OFF }\n";

    public static TheoryData<string> Names => [.. Scenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void In_virtual_time_it_happens_at_exact_moments(string name)
    {
        Scenario scenario = Scenarios.All.Single(s => s.Name == name);
        using var world = new VirtualWorld();
        var stage = new Stage(world.CreateSystem("stage", Quiet + scenario.Hocon), () => world.Now) { Scale = Digests.Scale };
        scenario.Start(stage);
        world.RunUntil(() => stage.Notes.Count >= scenario.Expected.Length, TimeSpan.FromHours(1));
        world.RunFor(TimeSpan.FromHours(1));
        Assert.Equal(scenario.Expected.Select(e => $"{e.Milliseconds} ms: {e.What}"),
            stage.Notes.Select(n => $"{n.At.TotalMilliseconds / Digests.Scale} ms: {n.What}"));
        Assert.Empty(world.DoubtsOfDeterminism);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task On_real_dispatchers_the_same_happens(string name)
    {
        Scenario scenario = Scenarios.All.Single(s => s.Name == name);
        using ActorSystem system = ActorSystem.Create("stage", Quiet + scenario.Hocon);
        var stage = new Stage(system, () => TimeSpan.Zero) { Expected = scenario.Expected.Length };
        scenario.Start(stage);
        // The guard is for a hang alone.
        await stage.Enough.WaitAsync(TimeSpan.FromMinutes(5));
        await system.Terminate();
        Assert.Equal(scenario.Expected.Select(e => e.What).Order(StringComparer.Ordinal),
            stage.Notes.Select(n => n.What).Order(StringComparer.Ordinal));
    }
}
