using System.Threading.Tasks.Sources;
using ActorLab.Core.Machine;

namespace ActorLab.Simulation.ModelledMachine;

/// <summary>Plain access to a cell, at the end of its step. Kept by the body for the next access of the same type.</summary>
internal abstract class CellStep
{
    public abstract void Perform();
}

internal sealed class CellRead<T>(BodyRun body) : CellStep, IValueTaskSource<T>
{
    private T? _value;

    public Cell<T>? Cell { get; set; }

    public override void Perform() => _value = Cell!.Value;

    public T GetResult(short token)
    {
        body.Finish(token);
        return _value!;
    }

    public ValueTaskSourceStatus GetStatus(short token) => body.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        body.OnCompleted(continuation, state, token, flags);
}

internal sealed class CellWrite<T> : CellStep
{
    public Cell<T>? Cell { get; set; }

    public T? Value { get; set; }

    public override void Perform() => Cell!.Value = Value!;
}
