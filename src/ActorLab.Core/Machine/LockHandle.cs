namespace ActorLab.Core.Machine;

/// <summary>A lock of the machine. Bodies that share it share the handle.</summary>
public sealed class LockHandle(string name)
{
    private object? _state;

    public string Name { get; } = name;

    /// <summary>For the machine: what it keeps behind the handle, made once by whoever comes first.</summary>
    public TState StateOf<TState>(Func<TState> create) where TState : class
    {
        if (Volatile.Read(ref _state) is not { } state)
        {
            TState made = create();
            state = Interlocked.CompareExchange(ref _state, made, null) ?? made;
        }

        Invariant.Check(state is TState, "a lock handle is used on two kinds of machine");
        return (TState)state;
    }
}
