using ActorLab.Core.Machine;

namespace ActorLab.Experiments.LineCopy;

/// <summary>Another body with one lock around all of it.</summary>
internal sealed class LockedBody(IBody inner, LockHandle handle) : IBody
{
    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        await machine.Acquire(handle);
        try
        {
            return await inner.RunAsync(machine, item);
        }
        finally
        {
            await machine.Release(handle);
        }
    }
}
