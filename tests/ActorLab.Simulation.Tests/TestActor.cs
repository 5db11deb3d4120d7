namespace ActorLab.Simulation.Tests;

/// <summary>An actor that is a lambda.</summary>
internal sealed class TestActor(Action<IActorContext, IMessage> receive) : IActor
{
    public void Receive(IActorContext context, IMessage message) => receive(context, message);

    public static ActorProps Props(Action<IActorContext, IMessage> receive) => ScriptedProps.Of(() => new TestActor(receive));
}

/// <summary>A body that is a lambda; its result is <see cref="Done"/>.</summary>
internal sealed class TestBody(Func<IMachine, ValueTask> steps) : IBody
{
    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        await steps(machine);
        return Done.Instance;
    }
}

internal sealed record Done : IMessage
{
    public static readonly Done Instance = new();
}

internal sealed record Number(long Value) : IMessage;

/// <summary>What a run says of itself: a name and when.</summary>
internal sealed record Mark(string Name, SimTime At) : IMessage
{
    public override string ToString() => $"{Name}@{At.Nanoseconds}";
}

/// <summary>A body failed, and why.</summary>
internal sealed record Failed(string Name, Exception Cause) : IMessage;

/// <summary>Does no work in so many slices.</summary>
internal sealed class Slices(int count, Action? each = null) : ISlicedWork
{
    private int _left = count;

    public bool RunSlice()
    {
        each?.Invoke();
        return --_left > 0;
    }
}
