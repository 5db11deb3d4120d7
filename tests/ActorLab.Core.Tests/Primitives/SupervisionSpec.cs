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
        MinBackOff = SimDuration.FromMilliseconds(10),
        MaxBackOff = SimDuration.FromMilliseconds(15),
    };

    [Fact]
    public void Restarts_are_counted_within_the_window_and_their_back_off_grows()
    {
        var supervision = new Supervision(TwoInASecond, "root/a");
        Assert.True(supervision.TryRestart(At(0), out SimDuration first));
        Assert.True(supervision.TryRestart(At(600), out SimDuration second));
        Assert.False(supervision.TryRestart(At(1_000), out _));
        Assert.True(supervision.TryRestart(At(1_001), out SimDuration third)); // the first one is over a second ago
        Assert.Equal([SimDuration.FromMilliseconds(10), SimDuration.FromMilliseconds(15), SimDuration.FromMilliseconds(15)], [first, second, third]);
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
