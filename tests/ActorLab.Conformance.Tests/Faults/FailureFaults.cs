namespace ActorLab.Conformance.Tests.Faults;

/// <summary>Faults of supervision: G18 to G24.</summary>
internal static class FailureFaults
{
    public static readonly ImmutableArray<Planted> All =
    [
        new("G18", "the message is tried again", () => new TryAgain()),
        new("G18", "failures are swallowed", () => new Wrong(receive: Swallow)),
        new("G18", "the message is forgotten", () => new Wrong(result: r => r with { DeadLetters = [.. r.DeadLetters.Where(l => l.Reason != DeadLetterReason.ReceiverFailed)] })),
        new("G18", "a sibling is sent the poison too", () => new SiblingsSuffer()),
        new("G19", "resume loses the state", () => Directive(SupervisionDirective.Resume, SupervisionDirective.Restart)),
        new("G19", "resume stops the actor", () => Directive(SupervisionDirective.Resume, SupervisionDirective.Stop)),
        new("G20", "restart keeps the instance", () => new SameInstance()),
        new("G20", "restart resumes", () => Directive(SupervisionDirective.Restart, SupervisionDirective.Resume)),
        new("G20", "a fresh instance is not told that it is one", () => new Wrong(receive: (a, _, c, m) => Unless(m is Restarted, a, c, m))),
        new("G20", "a waiting message is lost in a restart", () => new LosesOneAtRestart()),
        new("G20", "the policy does not look at the exception", () => Supervision(s => s with { Decide = null })),
        new("G21", "there is no limit", () => Supervision(s => s with { MaxRestarts = int.MaxValue })),
        new("G21", "the limit is one too high", () => Supervision(s => s with { MaxRestarts = s.MaxRestarts + 1 })),
        new("G21", "the limit is one too low", () => Supervision(s => s with { MaxRestarts = Math.Max(0, s.MaxRestarts - 1) })),
        new("G21", "the window is ignored", () => Supervision(s => s with { Window = SimDuration.FromSeconds(3_600) })),
        new("G22", "a stopped actor gets stopping", () => new Wrong(receive: LastWords)),
        new("G22", "stop restarts", () => Directive(SupervisionDirective.Stop, SupervisionDirective.Restart)),
        new("G22", "what waits is forgotten", () => new Wrong(result: r => r with { DeadLetters = [.. r.DeadLetters.Where(l => l.Reason != DeadLetterReason.ReceiverStopped)] })),
        new("G23", "escalate stops", () => Directive(SupervisionDirective.Escalate, SupervisionDirective.Stop)),
        new("G23", "escalate restarts", () => Directive(SupervisionDirective.Escalate, SupervisionDirective.Restart)),
        new("G23", "the parent fails with another exception", () => new Wrong(receive: ThrowAnother)),
        new("G23", "a failed run claims to be complete", () => new Wrong(result: r => r with { Outcome = RunOutcome.Completed })),
        new("G24", "a constructor that throws is tried again", () => new RetryConstructor(attempts: 2)),
        new("G24", "a constructor that throws makes an actor that does nothing", () => new RetryConstructor(attempts: 1)),
        new("G24", "a constructor that throws is not counted", () => new Wrong(result: r => r with { Counters = r.Counters with { Failures = 0 } })),
        new("G24", "a constructor that throws at a restart stops the actor", () => new StrictConstructor()),
    ];

    private static Wrong Supervision(Func<SupervisionPolicy, SupervisionPolicy> change) =>
        new(props: p => p with { Supervision = change(p.Supervision) });

    private static Wrong Directive(SupervisionDirective right, SupervisionDirective wrong) =>
        Supervision(s => s.Directive == right ? s with { Directive = wrong } : s);

    private static void Unless(bool lost, IActor actor, IActorContext context, IMessage message)
    {
        if (!lost) actor.Receive(context, message);
    }

    private static void Swallow(IActor actor, ActorProps props, IActorContext context, IMessage message) =>
        Record.Exception(() => actor.Receive(context, message));

    private static void LastWords(IActor actor, ActorProps props, IActorContext context, IMessage message)
    {
        try
        {
            actor.Receive(context, message);
        }
        catch (Exception) when (props.Supervision.Directive == SupervisionDirective.Stop)
        {
            actor.Receive(context, Stopping.Instance);
            throw;
        }
    }

    private static void ThrowAnother(IActor actor, ActorProps props, IActorContext context, IMessage message)
    {
        try
        {
            actor.Receive(context, message);
        }
        catch (Exception cause)
        {
            throw new InvalidOperationException(cause.Message, cause);
        }
    }

    private sealed class TryAgain : Fault
    {
        private readonly HashSet<IMessage> _tried = new(ReferenceEqualityComparer.Instance);

        public override void Receive(IActor actor, ActorProps props, IActorContext context, IMessage message)
        {
            try
            {
                actor.Receive(context, message);
            }
            catch (Exception) when (_tried.Add(message))
            {
                context.Send(context.Self, message);
                throw;
            }
        }
    }

    /// <summary>Breaks the next actor that gets a message, whoever it is.</summary>
    private sealed class SiblingsSuffer : Fault
    {
        private string? _failed;

        public override void Receive(IActor actor, ActorProps props, IActorContext context, IMessage message)
        {
            if (_failed is { } failed && failed != context.PathOf(context.Self) && context.PathOf(context.Self).Contains('/', StringComparison.Ordinal))
            {
                _failed = null;
                throw new InvalidOperationException($"{failed} has failed");
            }

            try
            {
                actor.Receive(context, message);
            }
            catch (Exception) when (_failed is null)
            {
                _failed = context.PathOf(context.Self);
                throw;
            }
        }
    }

    private sealed class SameInstance : Fault
    {
        public override Func<IActor> Rewrite(Func<IActor> create)
        {
            var once = new Lazy<IActor>(create);
            return () => once.Value;
        }
    }

    private sealed class LosesOneAtRestart : Fault
    {
        private readonly HashSet<string> _restarted = new(StringComparer.Ordinal);

        public override void Receive(IActor actor, ActorProps props, IActorContext context, IMessage message)
        {
            if (_restarted.Remove(context.PathOf(context.Self))) return;
            if (message is Restarted) _restarted.Add(context.PathOf(context.Self));
            actor.Receive(context, message);
        }
    }

    private sealed class RetryConstructor(int attempts) : Fault
    {
        public override Func<IActor> Rewrite(Func<IActor> create) => () =>
        {
            IActor? made = null;
            for (int i = 0; i < attempts && made is null; i++) Record.Exception(() => made = create());
            return made ?? new Idle();
        };

        private sealed class Idle : IActor
        {
            public void Receive(IActorContext context, IMessage message)
            {
            }
        }
    }

    /// <summary>Stops an actor whose constructor throws, at a restart too.</summary>
    private sealed class StrictConstructor : Fault
    {
        public override Func<IActor> Rewrite(Func<IActor> create) => () =>
        {
            IActor? made = null;
            return Record.Exception(() => made = create()) is null ? made! : new StopsItself();
        };

        private sealed class StopsItself : IActor
        {
            public void Receive(IActorContext context, IMessage message) => context.Stop(context.Self);
        }
    }
}
