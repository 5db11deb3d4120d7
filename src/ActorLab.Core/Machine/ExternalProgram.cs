using System.Collections.Immutable;

namespace ActorLab.Core.Machine;

/// <summary>A program outside that answers every line on its standard input with one line on its standard output. It belongs to the bodies of one actor.</summary>
/// <remarks>A real machine starts it with the first line it is asked (no shell is involved), and anew when it has ended or was ended because it gave what is no answer; it ends with its actor and with
/// the run. A simulated machine does not run it.</remarks>
/// <param name="command">The program and its arguments; at least the program.</param>
public sealed class ExternalProgram(ImmutableArray<string> command) : IDisposable
{
    /// <summary>The longest line that counts as an answer.</summary>
    public const int MaxLineBytes = 1024 * 1024;

    private readonly Lock _gate = new();
    private IDisposable? _state;
    private bool _isDisposed;

    public ImmutableArray<string> Command { get; } = command is { IsDefaultOrEmpty: false } ? command : throw new ArgumentException("expected a program", nameof(command));

    /// <summary>For the machine: what it keeps behind the handle, made once; disposed of with the handle.</summary>
    /// <exception cref="ObjectDisposedException">The program was ended for good.</exception>
    public TState StateOf<TState>(Func<TState> create) where TState : class, IDisposable
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _state ??= create();
            Invariant.Check(_state is TState, "a program is used on two kinds of machine");
            return (TState)_state;
        }
    }

    /// <summary>Ends it for good, from any thread. A request that waits for its answer fails.</summary>
    public void Dispose()
    {
        IDisposable? state;
        lock (_gate)
        {
            _isDisposed = true;
            state = _state;
        }

        state?.Dispose();
    }
}

/// <summary>What a program answered.</summary>
/// <param name="Line">Without the end of the line. What was not computed is the line that it was asked.</param>
/// <param name="Computation">Whether the program was run.</param>
public readonly record struct ProgramAnswer(string Line, Computation Computation);
