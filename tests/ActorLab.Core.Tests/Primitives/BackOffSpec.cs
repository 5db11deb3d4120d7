using ActorLab.Core.Actors;
using ActorLab.Core.Primitives;
using Xunit;

namespace ActorLab.Core.Tests.Primitives;

public sealed class BackOffSpec
{
    [Fact]
    public void The_delay_doubles_up_to_its_greatest()
    {
        var policy = new SupervisionPolicy { MinBackOff = SimDuration.FromMilliseconds(100), MaxBackOff = SimDuration.FromMilliseconds(700) };

        Assert.Equal([100, 200, 400, 700, 700], Enumerable.Range(0, 5).Select(n => (long)policy.BackOff(n).TotalMilliseconds));
    }

    [Fact]
    public void The_default_policy_does_not_wait() => Assert.Equal(SimDuration.Zero, SupervisionPolicy.Default.BackOff(10));

    [Fact]
    public void A_greatest_delay_below_the_least_changes_nothing()
    {
        var policy = new SupervisionPolicy { MinBackOff = SimDuration.FromSeconds(2), MaxBackOff = SimDuration.FromSeconds(1) };

        Assert.Equal(SimDuration.FromSeconds(2), policy.BackOff(0));
        Assert.Equal(SimDuration.FromSeconds(2), policy.BackOff(5));
    }

    [Fact]
    public void Any_number_of_restarts_has_a_delay()
    {
        var policy = new SupervisionPolicy { MinBackOff = SimDuration.FromSeconds(1), MaxBackOff = SimDuration.FromSeconds(60) };

        Assert.Equal(SimDuration.FromSeconds(60), policy.BackOff(int.MaxValue));
    }

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
