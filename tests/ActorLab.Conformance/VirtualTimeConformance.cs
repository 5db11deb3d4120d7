namespace ActorLab.Conformance;

/// <summary>G40: waiting costs no real time.</summary>
[Requires(EngineCapabilities.VirtualTime)]
public abstract class VirtualTimeConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    private static readonly SimDuration Hour = SimDuration.FromSeconds(3_600);

    [Fact]
    public async Task G40_an_hour_of_sleep_passes_at_once_and_now_shows_the_hour()
    {
        var times = new List<SimTime>();
        RunResult result = await Run(Script.Root(
            context =>
            {
                times.Add(context.Now);
                context.Execute(new ScriptBody(machine => machine.Sleep(Hour)), Go.Instance);
            },
            (context, _) =>
            {
                times.Add(context.Now);
                return true;
            }));
        // A step costs the machine some hundred nanoseconds on top.
        SimDuration most = Hour + SimDuration.FromMilliseconds(1);
        Assert.All((SimDuration[])[times[1] - times[0], result.Elapsed], passed => Assert.True(passed >= Hour && passed <= most, $"{passed}"));
    }

    [Fact]
    public async Task G40_a_message_sent_a_day_later_arrives_exactly_a_day_later()
    {
        SimDuration day = Hour * 24;
        var times = new List<SimTime>();
        await Run(Script.Root(
            context =>
            {
                times.Add(context.Now);
                context.SendLater(context.Self, Go.Instance, day);
            },
            (context, _) =>
            {
                times.Add(context.Now);
                return true;
            }));
        Assert.Equal(day, times[1] - times[0]);
    }
}
