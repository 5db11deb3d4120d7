namespace ActorLab.Core.Machine;

/// <summary>What a worker does with one item: an async function over a machine. It awaits nothing but the machine's steps.</summary>
/// <remarks>One body may run on several threads at once; what they share stands in <see cref="Cell{T}"/>s.</remarks>
public interface IBody
{
    ValueTask<IMessage> RunAsync(IMachine machine, IMessage item);
}
