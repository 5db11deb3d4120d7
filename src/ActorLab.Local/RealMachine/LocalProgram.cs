using System.Collections.Immutable;
using ActorLab.Core.Machine;

namespace ActorLab.Local.RealMachine;

/// <summary>A program that answers lines: at most one process at a time, started when it is asked and there is none that is sound.</summary>
internal sealed class LocalProgram(ImmutableArray<string> command) : IDisposable
{
    private readonly Lock _gate = new();
    private ProgramProcess? _process;
    private bool _isDisposed;

    /// <summary>Holds the thread until the answer is there.</summary>
    /// <exception cref="MachineFailureException">No answer, or none that is one.</exception>
    public string Ask(string line)
    {
        ProgramProcess process = Current();
        try
        {
            return process.Ask(line).GetAwaiter().GetResult();
        }
        catch (IOException failure)
        {
            throw Discard(process, failure);
        }
    }

    /// <inheritdoc cref="Ask"/>
    public async Task<string> AskAsync(string line)
    {
        // Starting it and writing to it may take their time.
        ProgramProcess? process = null;
        try
        {
            return await Task.Run(() =>
            {
                process = Current();
                return process.Ask(line);
            }).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            throw Discard(process, failure);
        }
    }

    /// <summary>Lets it end: there is nothing more to be asked.</summary>
    /// <exception cref="MachineFailureException">It gave output that nobody asked for, so nobody knows which of its answers were answers.</exception>
    public void Close()
    {
        ProgramProcess? process = Take();
        if (process is null) return;
        string? surplus = process.Close();
        process.Dispose();
        if (surplus is not null) throw Failure(surplus, null);
    }

    /// <summary>Kills it for good; whoever waits for an answer gets none.</summary>
    public void Dispose() => Take()?.Dispose();

    private ProgramProcess? Take()
    {
        lock (_gate)
        {
            _isDisposed = true;
            ProgramProcess? process = _process;
            _process = null;
            return process;
        }
    }

    private ProgramProcess Current()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            try
            {
                return _process ??= ProgramProcess.Start(command);
            }
            catch (IOException failure)
            {
                throw Failure(failure.Message, failure);
            }
        }
    }

    private MachineFailureException Discard(ProgramProcess? process, IOException failure)
    {
        lock (_gate)
        {
            if (_process == process) _process = null;
        }

        process?.Dispose();
        return Failure(failure.Message, failure);
    }

    private MachineFailureException Failure(string reason, Exception? inner) => new(StepKind.Request, command[0], reason, inner);
}
