using ActorLab.Core.Actors;
using ActorLab.Core.Primitives;
using Xunit;

namespace ActorLab.Core.Tests.Primitives;

public sealed class BackOffSpec
{
    [Fact]
    public void The_delay_doubles_up_to_its_greatest()
    {
        Assert.Equal([100, 200, 400, 700, 700], Enumerable.Range(0, 5).Select(n => (long)Delay(n, 100, 700).TotalMilliseconds));
    }

    [Fact]
    public void Without_a_least_delay_there_is_none() => Assert.Equal(SimDuration.Zero, Delay(10, 0, 0));

    [Fact]
    public void A_greatest_delay_below_the_least_changes_nothing()
    {
        Assert.Equal(SimDuration.FromSeconds(2), Delay(0, 2_000, 1_000));
        Assert.Equal(SimDuration.FromSeconds(2), Delay(5, 2_000, 1_000));
    }

    [Fact]
    public void Any_number_of_restarts_has_a_delay()
    {
        Assert.Equal(SimDuration.FromSeconds(60), Delay(int.MaxValue, 1_000, 60_000));
    }

    private static SimDuration Delay(int attempt, long leastMs, long mostMs) =>
        ExponentialBackOff.Delay(attempt, SimDuration.FromMilliseconds(leastMs), SimDuration.FromMilliseconds(mostMs));

    [Fact]
    public void The_exception_may_decide() => Assert.Equal(
        (SupervisionDirective.Stop, SupervisionDirective.Resume),
        (Deciding.DirectiveFor(new InvalidOperationException()), Deciding.DirectiveFor(new TimeoutException())));

    [Fact]
    public void Without_a_decider_all_exceptions_are_treated_alike() =>
        Assert.Equal(SupervisionDirective.Restart, SupervisionPolicy.Default.DirectiveFor(new TimeoutException()));

    private static readonly SupervisionPolicy Deciding = new()
    {
        Decide = e => e is TimeoutException ? SupervisionDirective.Resume : SupervisionDirective.Stop,
    };
}
