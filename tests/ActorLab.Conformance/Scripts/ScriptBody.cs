namespace ActorLab.Conformance.Scripts;

/// <summary>A body written in place, where its test stands.</summary>
public sealed class ScriptBody(Func<IMachine, IMessage, ValueTask<IMessage>> run) : IBody
{
    public ScriptBody(Func<IMachine, ValueTask> run)
        : this(async (machine, item) =>
        {
            await run(machine);
            return item;
        })
    {
    }

    public ValueTask<IMessage> RunAsync(IMachine machine, IMessage item) => run(machine, item);
}
