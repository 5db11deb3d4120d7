using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorLab.Cli.Terminal;

/// <summary>Ctrl-C and SIGTERM: the first one asks the run to wind up and show what it has, the second ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>What comes this soon after the first signal is the same one again: <c>timeout</c> and others signal a process and then its group.</summary>
    private static readonly TimeSpan Echo = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private long _first;
    private volatile bool _isTerminated;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Of a process that the first signal ended, as a shell gives it: 128 and the number of the signal.</summary>
    public int ExitCode => _isTerminated ? Core.Report.ExitCode.Terminated : Core.Report.ExitCode.Interrupted;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        signal.Cancel = true;
        long now = Stopwatch.GetTimestamp();
        long first = Interlocked.CompareExchange(ref _first, now, 0);
        if (first == 0)
        {
            _isTerminated = signal.Signal == PosixSignal.SIGTERM;
            _source.Cancel();
        }
        else if (Stopwatch.GetElapsedTime(first, now) >= Echo)
        {
            Environment.Exit(ExitCode);
        }
    }
}
