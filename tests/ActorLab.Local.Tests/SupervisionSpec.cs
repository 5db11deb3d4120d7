using ActorLab.Core.Trace;
using static ActorLab.Local.Tests.LocalScenario;

namespace ActorLab.Local.Tests;

/// <summary>Failures that only the local engine can get wrong: on real threads, in policies and constructors, at the root.</summary>
public sealed class SupervisionSpec
{
    private static readonly DispatcherPolicy Loop = DispatcherPolicy.EventLoop("loop");

    [Fact]
    public async Task A_violated_invariant_in_an_actor_ends_the_run_as_failed_with_the_cause()
    {
        var bug = new InvariantViolatedException("2 items held, capacity 1");
        RunResult result = await RunToAnyEnd(_ => TestActor.Props((context, message) =>
        {
            if (message is Started) context.Send(context.Spawn(TestActor.Props((_, m) => { if (m is Poison poison) throw poison.Cause; }) with { Name = "child" }), new Poison(bug));
        }));
        Assert.Equal((RunOutcome.Failed, "root/child: 2 items held, capacity 1"), (result.Outcome, result.Failure));
        Assert.Same(bug, result.Cause);
    }

    [Fact]
    public async Task A_violated_invariant_in_a_first_constructor_ends_the_run_too()
    {
        RunResult result = await RunToAnyEnd(_ => TestActor.Props((context, message) =>
        {
            if (message is Started) context.Spawn(ScriptedProps.Of((Func<IActor>)(() => throw new InvariantViolatedException("no"))));
        }));
        Assert.Equal(RunOutcome.Failed, result.Outcome);
        Assert.IsType<InvariantViolatedException>(result.Cause);
    }

    [Fact]
    public async Task A_root_that_its_failure_stops_fails_the_run()
    {
        var cause = new Planned("no way on");
        RunResult result = await RunToAnyEnd(_ => TestActor.Props((_, _) => throw cause) with { Supervision = new SupervisionPolicy { Directive = SupervisionDirective.Stop } });
        Assert.Equal((RunOutcome.Failed, "root failed: no way on"), (result.Outcome, result.Failure));
        Assert.Same(cause, result.Cause);
    }

    [Fact]
    public async Task A_policy_that_cannot_decide_leaves_it_to_the_parent()
    {
        RunResult result = await RunToAnyEnd(_ => TestActor.Props((context, message) =>
        {
            if (message is not Started) return;
            var undecided = new SupervisionPolicy { Decide = _ => throw new Planned("cannot say") };
            context.Spawn(TestActor.Props((_, _) => throw new Planned("first")) with { Supervision = undecided });
        }) with { Supervision = new SupervisionPolicy { Directive = SupervisionDirective.Stop } });
        Assert.Equal(RunOutcome.Failed, result.Outcome);
        Assert.Equal(["first", "cannot say"], Assert.IsType<AggregateException>(result.Cause).InnerExceptions.Select(e => e.Message));
    }

    [Fact]
    public async Task Nothing_can_be_resumed_when_no_fresh_instance_could_be_made()
    {
        int attempts = 0;
        RunResult result = await Run(_ => TestActor.Props((context, message) =>
        {
            if (message is Started)
            {
                var policy = new SupervisionPolicy { Decide = failure => failure.Message == "made badly" ? SupervisionDirective.Resume : SupervisionDirective.Restart };
                context.Watch(context.Spawn(ScriptedProps.Of(() => ++attempts == 1 ? new TestActor((_, _) => throw new Planned("once")) : throw new Planned("made badly")) with { Supervision = policy }));
            }
            else if (message is Terminated)
            {
                context.Stop(context.Self);
            }
        }));
        Assert.Equal((2, 2L), (attempts, result.Counters.Failures));
    }

    [Fact]
    public async Task An_actor_that_restarts_for_ever_keeps_nobody_else_on_its_loop_from_their_turns()
    {
        int attempts = 0;
        await Run(_ => TestActor.Props((context, message) =>
        {
            if (message is Started)
            {
                context.Spawn(ScriptedProps.Of(() => ++attempts == 1 ? new TestActor((_, _) => throw new Planned("once")) : throw new Planned("never again")) with
                {
                    Dispatcher = Loop,
                    Supervision = new SupervisionPolicy { MaxRestarts = int.MaxValue, Decide = _ => attempts < 5_000 ? SupervisionDirective.Restart : SupervisionDirective.Stop },
                });
            }

            if (message is Number || attempts is > 1 and < 5_000) context.Stop(context.Self);
            else if (message is Started or Text) context.Send(context.Self, new Text("again"));
        }) with { Dispatcher = Loop });
        Assert.InRange(attempts, 2, 5_000);
    }

    private sealed class Faults : ITraceSink
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Record(in TraceEvent traceEvent)
        {
            if (traceEvent.Kind == TraceKind.Fault) Interlocked.Increment(ref _count);
        }
    }
}
