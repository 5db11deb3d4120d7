using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.Experiments.LineCopy;

/// <summary>
/// Another body as a pool of the tutorials runs it: what a task throws is kept in its future, and no future's result is read.
/// </summary>
/// <param name="inner">The task.</param>
/// <param name="failingItem">The item at which it throws before it has done anything, from 1.</param>
internal sealed class UnreadFutureBody(IBody inner, long failingItem) : IBody
{
    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        try
        {
            if (((IItemMessage)item).Item == failingItem) throw new LineNotCopiedException();
            return await inner.RunAsync(machine, item);
        }
        catch (LineNotCopiedException)
        {
            return LineCopied.Instance;
        }
    }

    private sealed class LineNotCopiedException : Exception;
}
