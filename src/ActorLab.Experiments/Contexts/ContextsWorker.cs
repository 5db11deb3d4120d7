using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.Experiments.Contexts;

/// <summary>Looks at what it was given, changes it, and tells what it saw.</summary>
internal sealed class ContextsWorker(IActorRef root, ContextMemory memory) : IActor
{
    public static readonly DispatcherPolicy OneThread = DispatcherPolicy.ForkJoin("worker", 1);

    /// <summary>What it adds to the object.</summary>
    public const long Addend = 41;

    /// <summary>What it sets the module's variable to.</summary>
    public const long SetByWorker = 7;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started: context.Execute(new ChangeBody(memory), message); break;
            case BodyCompleted(_, var saw):
                context.Send(root, saw);
                context.Stop(context.Self);
                break;
            case BodyFailed failed: throw failed.Cause;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private sealed class ChangeBody(ContextMemory memory) : IBody
    {
        public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
        {
            ThreadIdentity self = await machine.Identify();
            long module = await machine.Read(memory.Module);
            long passed = await machine.Read(memory.Passed);
            await machine.Write(memory.Passed, passed + Addend);
            await machine.Write(memory.Module, SetByWorker);
            return new WorkerSaw(self.ProcessId, module, passed, await machine.Read(memory.Passed));
        }
    }
}
