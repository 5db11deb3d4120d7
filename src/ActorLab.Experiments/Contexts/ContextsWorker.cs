using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.Experiments.Contexts;

/// <summary>Looks at what it was given, changes it, and tells what it saw.</summary>
internal sealed class ContextsWorker(IActorRef root, ContextMemory memory) : LabActor
{
    public static readonly DispatcherPolicy OneThread = DispatcherPolicy.ForkJoin("worker", 1);

    /// <summary>What it adds to the object.</summary>
    public const long Addend = 41;

    /// <summary>What it sets the module's variable to.</summary>
    public const long SetByWorker = 7;

    protected override void PreStart() => Execute(new ChangeBody(memory), Started.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BodyCompleted(_, var saw):
                root.Tell(saw);
                Self.Tell(PoisonPill.Instance);
                break;
            case BodyFailed failed: throw failed.Cause;
            default: Unhandled(message); break;
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
