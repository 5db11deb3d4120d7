namespace ActorLab.Simulation.Tests;

/// <summary>Actors on four nodes send each other messages at random, with bodies in between that compute, wait, lock and write, while processes die under them.</summary>
public sealed class NodesAtRandomSpec
{
    private const ulong Seeds = 150;

    [Fact]
    public void Order_delivery_and_death_watch_hold_whatever_dies_and_every_run_can_be_repeated()
    {
        long lost = 0, unpacked = 0, restarted = 0, inBodies = 0;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var scene = new RandomScene(seed);
            RunResult result = scene.Run();
            Assert.True(result.Outcome == RunOutcome.Completed, $"seed {seed}: {result.Failure}");
            Assert.True(scene.Broken.Count == 0, $"seed {seed}: {string.Join("; ", scene.Broken)}");
            Assert.True(result.Counters.Sends == scene.Handled + result.Counters.DeadLetters, $"seed {seed}: {result.Counters}, {scene.Handled} handled");
            Assert.Equal(result.TraceDigest, new RandomScene(seed).Run().TraceDigest);
            lost += result.DeadLetters.Count(d => d.Reason == DeadLetterReason.NodeLost);
            unpacked += scene.Unpacked;
            restarted += scene.Restarted;
            inBodies += scene.BodiesBegun - scene.BodiesEnded;
        }

        Assert.True(lost > 1_000 && unpacked > 10_000 && restarted > 100 && inBodies > 100, $"{lost} lost, {unpacked} unpacked, {restarted} nodes started again, {inBodies} bodies cut off");
    }
}
