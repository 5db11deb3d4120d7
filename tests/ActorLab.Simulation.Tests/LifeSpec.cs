namespace ActorLab.Simulation.Tests;

public sealed class LifeSpec
{
    private static readonly MachineProfile s_machine = Scenario.Machine;

    [Fact]
    public void A_stop_drains_children_first_and_tells_the_watcher_after_all_that_was_sent()
    {
        var trail = new List<string>();
        IActorRef? child = null;
        RunResult result = Scenario.Run(s_machine, (context, message) =>
        {
            trail.Add($"root {message.GetType().Name}");
            if (message is Started)
            {
                child = context.Spawn(Parent(context.Self));
                context.Watch(child);
                context.Send(child, Done.Instance);
                context.Stop(child);
                context.Send(child, new Number(1));
            }
            else if (message is Terminated)
            {
                context.Stop(context.Self);
            }
        });
        Assert.Equal(
            ["root Started", "parent Started", "parent Done", "child Started", "child Stopping", "parent Stopping", "root Number", "root Terminated", "root Stopping"],
            trail);
        DeadLetter lost = Assert.Single(result.DeadLetters);
        Assert.Equal((DeadLetterReason.ReceiverStopped, "root", "root/$1", (IMessage)new Number(1)), (lost.Reason, lost.Sender, lost.Receiver, lost.Message));
        Assert.Equal(new RunCounters(3, 9, 1, 3, 0, 0), result.Counters);

        ActorProps Parent(IActorRef root) => TestActor.Props((context, message) =>
        {
            trail.Add($"parent {message.GetType().Name}");
            if (message is Started) context.Spawn(TestActor.Props((_, m) => trail.Add($"child {m.GetType().Name}")));
            if (message is Stopping) context.Send(root, new Number(2));
        });
    }

    [Fact]
    public void An_actor_that_has_stopped_is_forgotten_when_nothing_refers_to_it()
    {
        const int Children = 100;
        var children = new List<WeakReference>();
        int left = Children, alive = -1;
        RunResult result = Scenario.Run(s_machine, _ => TestActor.Props((context, message) =>
        {
            switch (message)
            {
                case Started:
                    for (int i = 0; i < Children; i++) SpawnAndStop(context, children);
                    break;
                case Terminated when --left == 0: context.SendLater(context.Self, Done.Instance, Scenario.Ms(1)); break;
                case Done:
                    GC.Collect();
                    alive = children.Count(c => c.IsAlive);
                    context.Stop(context.Self);
                    break;
            }
        }));
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        // Those that were touched last may still be in some hand.
        Assert.InRange(alive, 0, Children / 10);
    }

    private static void SpawnAndStop(IActorContext context, List<WeakReference> children)
    {
        IActorRef child = context.Spawn(TestActor.Props((_, _) => { }));
        context.Watch(child);
        context.Stop(child);
        children.Add(new WeakReference(child));
    }

    [Fact]
    public void A_failure_that_escalates_from_the_root_fails_the_run_with_its_exception()
    {
        var escalate = new SupervisionPolicy { Directive = SupervisionDirective.Escalate };
        var cause = new InvalidOperationException("deep");
        RunResult result = Scenario.Run(s_machine, _ => TestActor.Props((context, message) =>
        {
            if (message is Started) context.Spawn(TestActor.Props((_, _) => throw cause) with { Supervision = escalate });
        }) with { Supervision = escalate });
        Assert.Equal((RunOutcome.Failed, cause), (result.Outcome, result.Cause));
        Assert.Equal(2, result.Counters.Failures);
    }

    [Fact]
    public void A_broken_invariant_ends_the_run_whatever_the_supervision_says()
    {
        RunResult result = Scenario.Run(s_machine, (context, message) =>
        {
            if (message is Started) context.Spawn(TestActor.Props((_, _) => Invariant.Check(false, "impossible")));
        });
        Assert.Equal(RunOutcome.Failed, result.Outcome);
        Assert.IsType<InvariantViolatedException>(result.Cause);
    }

    [Fact]
    public void A_busy_actor_lets_others_on_its_only_thread_have_turns()
    {
        int turnsBefore = 0;
        DispatcherPolicy one = DispatcherPolicy.EventLoop("one") with { Throughput = 5 };
        Scenario.Run(s_machine, _ => TestActor.Props((context, message) =>
        {
            switch (message)
            {
                case Started:
                    IActorRef root = context.Self;
                    context.Send(root, Done.Instance);
                    context.Spawn(TestActor.Props((own, _) => own.Stop(root)) with { Dispatcher = one });
                    break;
                case Done:
                    turnsBefore++;
                    context.Send(context.Self, Done.Instance);
                    break;
            }
        }) with { Dispatcher = one });
        // Started and four more in the first share; the child; then what waited ahead of the stop.
        Assert.InRange(turnsBefore, 4, 5);
    }

    [Fact]
    public void A_calling_thread_is_only_for_plans_whose_root_uses_it()
    {
        Exception? refused = null;
        Scenario.Run(s_machine, (context, message) =>
        {
            if (message is Started) refused = Record.Exception(() => context.Spawn(TestActor.Props((_, _) => { }) with { Dispatcher = DispatcherPolicy.CallingThread }));
            context.Stop(context.Self);
        });
        Assert.IsType<ArgumentException>(refused);
    }
}
