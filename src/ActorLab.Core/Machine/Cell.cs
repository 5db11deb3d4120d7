namespace ActorLab.Core.Machine;

/// <summary>A variable that the threads of one process share, without any guard: the place where races happen.</summary>
public sealed class Cell<T>(T initial)
{
    /// <summary>Plain access, not volatile: bodies go through <see cref="IMachine.Read{T}"/> and <see cref="IMachine.Write{T}"/>.</summary>
    public T Value { get; set; } = initial;
}
