using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.Contexts;

/// <summary>Has an object and a module's variable, starts a worker with the object, and looks at both when the worker is done.</summary>
internal sealed class ContextsRoot(IActorRef outside, bool inProcess) : LabActor
{
    /// <summary>The value of the object when it is passed.</summary>
    public const long Before = 1;

    /// <summary>What the module's variable is set to before the worker is started.</summary>
    public const long SetBeforeStart = 5;

    private readonly ContextMemory _memory = new(new Cell<long>(Before), new Cell<long>(ContextMemory.AfterLoading));
    private WorkerSaw? _worker;

    protected override void PreStart() => Execute(new SetBody(_memory), Started.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BodyCompleted(_, WorkerSaw own):
                outside.Tell(new ContextsEnded(_worker!, own));
                Self.Tell(PoisonPill.Instance);
                break;
            case BodyCompleted: StartWorker(); break;
            case WorkerSaw saw:
                _worker = saw;
                Note("worker", $"finds {saw.Passed} in the object and {saw.Module} in the module, and makes it {saw.Changed} and {ContextsWorker.SetByWorker}");
                Execute(new LookBody(_memory), saw);
                break;
            case BodyFailed failed: throw failed.Cause;
            case Terminated:
                if (_worker is null) Self.Tell(PoisonPill.Instance);
                break;
            case Interrupted: Self.Tell(PoisonPill.Instance); break;
            default: Unhandled(message); break;
        }
    }

    private void StartWorker()
    {
        Note("program", $"sets the module to {SetBeforeStart} and passes an object with {Before}");
        IActorRef self = Self;
        ActorProps worker = inProcess
            ? ActorProps.OnNode(ContextsDefinition.Node, ContextsDefinition.Role, new PassedObject(self, Before))
            : new ActorProps(() => new ContextsWorker(self, _memory)) { Dispatcher = ContextsWorker.OneThread };
        Context.Watch(Spawn(worker with { Name = "worker", Supervision = StopIt }));
    }

    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private void Note(string who, string what) => outside.Tell(new Noted(Now, who, what));

    private sealed class SetBody(ContextMemory memory) : IBody
    {
        public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
        {
            await machine.Write(memory.Module, SetBeforeStart);
            return item;
        }
    }

    private sealed class LookBody(ContextMemory memory) : IBody
    {
        public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
        {
            ThreadIdentity self = await machine.Identify();
            long module = await machine.Read(memory.Module);
            long passed = await machine.Read(memory.Passed);
            return new WorkerSaw(self.ProcessId, module, passed, passed);
        }
    }
}

/// <summary>What both sides saw in the end.</summary>
/// <param name="Worker">When it ran.</param>
/// <param name="Program">Afterwards.</param>
internal sealed record ContextsEnded(WorkerSaw Worker, WorkerSaw Program) : IMessage;
