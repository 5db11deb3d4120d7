using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.Contexts;

/// <summary>Has an object and a module's variable, starts a worker with the object, and looks at both when the worker is done.</summary>
internal sealed class ContextsRoot(IActorRef outside, bool inProcess) : IActor
{
    /// <summary>The value of the object when it is passed.</summary>
    public const long Before = 1;

    /// <summary>What the module's variable is set to before the worker is started.</summary>
    public const long SetBeforeStart = 5;

    private readonly ContextMemory _memory = new(new Cell<long>(Before), new Cell<long>(ContextMemory.AfterLoading));
    private WorkerSaw? _worker;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started: context.Execute(new SetBody(_memory), message); break;
            case BodyCompleted(_, WorkerSaw own):
                context.Send(outside, new ContextsEnded(_worker!, own));
                context.Stop(context.Self);
                break;
            case BodyCompleted: StartWorker(context); break;
            case WorkerSaw saw:
                _worker = saw;
                Note(context, "worker", $"finds {saw.Passed} in the object and {saw.Module} in the module, and makes it {saw.Changed} and {ContextsWorker.SetByWorker}");
                context.Execute(new LookBody(_memory), message);
                break;
            case BodyFailed failed: throw failed.Cause;
            case Terminated:
                if (_worker is null) context.Stop(context.Self);
                break;
            case Interrupted: context.Stop(context.Self); break;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private void StartWorker(IActorContext context)
    {
        Note(context, "program", $"sets the module to {SetBeforeStart} and passes an object with {Before}");
        IActorRef self = context.Self;
        ActorProps worker = inProcess
            ? ActorProps.OnNode(ContextsDefinition.Node, ContextsDefinition.Role, new PassedObject(self, Before))
            : new ActorProps(() => new ContextsWorker(self, _memory)) { Dispatcher = ContextsWorker.OneThread };
        context.Watch(context.Spawn(worker with { Name = "worker", Supervision = StopIt }));
    }

    private static readonly SupervisionPolicy StopIt = new() { Directive = SupervisionDirective.Stop };

    private void Note(IActorContext context, string who, string what) => context.Send(outside, new Noted(context.Now, who, what));

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
