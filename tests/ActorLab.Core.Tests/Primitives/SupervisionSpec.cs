using ActorLab.Core.Actors;
using ActorLab.Core.Primitives;
using Xunit;

namespace ActorLab.Core.Tests.Primitives;

public sealed class SupervisionSpec
{
    private static readonly SupervisionPolicy TwoInASecond = new()
    {
        MaxRestarts = 2,
        Window = SimDuration.FromSeconds(1),
    };

    [Fact]
    public void Restarts_are_counted_within_the_window()
    {
        var supervision = new Supervision(TwoInASecond, "root/a");
        Assert.True(supervision.TryRestart(At(0)));
        Assert.True(supervision.TryRestart(At(600)));
        Assert.False(supervision.TryRestart(At(1_000)));
        Assert.True(supervision.TryRestart(At(1_001))); // the first one is over a second ago
    }

    [Fact]
    public void A_policy_that_cannot_decide_escalates_both_failures()
    {
        var undecided = new InvalidOperationException("cannot tell");
        var supervision = new Supervision(new SupervisionPolicy { Decide = _ => throw undecided }, "root/a");
        var cause = new IOException("first");
        (SupervisionDirective directive, Exception failure) = supervision.Decide(cause);
        Assert.Equal(SupervisionDirective.Escalate, directive);
        Assert.Equal([cause, undecided], Assert.IsType<AggregateException>(failure).InnerExceptions);
    }

    private static SimTime At(long milliseconds) => SimTime.Zero + SimDuration.FromMilliseconds(milliseconds);
}
