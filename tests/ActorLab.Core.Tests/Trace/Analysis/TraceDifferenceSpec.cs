using ActorLab.Core.Primitives;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;
using Xunit;

namespace ActorLab.Core.Tests.Trace.Analysis;

public sealed class TraceDifferenceSpec
{
    private static readonly TraceEvent s_root = new(TraceKind.Spawn, SimTime.Zero, new ActorId(1), default, "root", 0);
    private static readonly TraceEvent s_turn = new(TraceKind.Turn, SimTime.Zero, new ActorId(1), default, "Started", 0) { Turn = 1 };

    [Fact]
    public void Equal_traces_have_no_difference_and_the_digest_of_both()
    {
        var digest = new TraceDigest();
        Assert.Null(TraceDifference.Find([s_root, s_turn], [s_root, s_turn], digest));
        var expected = new TraceDigest();
        expected.Record(s_root);
        expected.Record(s_turn);
        Assert.Equal((expected.Value, 2), (digest.Value, digest.EventCount));
    }

    [Fact]
    public void The_first_event_that_differs_is_given_with_the_names_known_there()
    {
        TraceEvent later = s_turn with { Time = new SimTime(5) };
        TraceDifference found = TraceDifference.Find([s_root, s_turn, s_turn], [s_root, later], new TraceDigest())!;
        Assert.Equal((2, s_turn, later), (found.Number, found.First!.Value, found.Second!.Value));
        Assert.Equal("root", found.FirstNames[new ActorId(1)]);
    }

    [Fact]
    public void A_trace_that_ends_before_the_other_differs_there()
    {
        TraceDifference found = TraceDifference.Find([s_root], [s_root, s_turn], new TraceDigest())!;
        Assert.Equal((2, null, s_turn), (found.Number, found.First, found.Second!.Value));
    }

    [Fact]
    public void What_the_digest_leaves_out_counts_too() =>
        Assert.NotNull(TraceDifference.Find([s_turn], [s_turn with { Place = new TracePlace("", "thread-2") }], new TraceDigest()));

    [Fact]
    public void An_actor_that_only_one_side_spawned_has_a_name_on_that_side_alone()
    {
        TraceDifference found = TraceDifference.Find([s_root], [s_root with { Detail = "other" }], new TraceDigest())!;
        Assert.Equal(("root", "other"), (found.FirstNames[new ActorId(1)], found.SecondNames[new ActorId(1)]));
    }
}
