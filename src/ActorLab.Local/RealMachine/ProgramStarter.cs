using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace ActorLab.Local.RealMachine;

/// <summary>Starts programs that end with this process, however it ends.</summary>
/// <remarks>The system kills them when the thread that has started them is gone (PR_SET_PDEATHSIG, set by setpriv), so all are started by one thread, which lives as long as the process. Each has a
/// session of its own (setsid): an interrupt from the terminal is this process's business, and what a program has started itself can be ended with it.</remarks>
internal static class ProgramStarter
{
    private static readonly BlockingCollection<(ProcessStartInfo Program, TaskCompletionSource<Process> Started)> Orders = [];

    private static readonly Lazy<Thread> Starter = new(() =>
    {
        var thread = new Thread(Loop) { IsBackground = true, Name = "program starter" };
        thread.Start();
        return thread;
    });

    /// <exception cref="IOException">It cannot be started. That there is no such program is seen only by its end.</exception>
    public static Process Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo("setpriv", ["--pdeathsig", "KILL", "--", "setsid", "--", .. command])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Starter.Value;
        Orders.Add((start, started));
        try
        {
            return started.Task.GetAwaiter().GetResult();
        }
        catch (Win32Exception failed)
        {
            throw new IOException($"setpriv: {failed.Message}", failed);
        }
    }

    private static void Loop()
    {
        foreach ((ProcessStartInfo program, TaskCompletionSource<Process> started) in Orders.GetConsumingEnumerable())
        {
            try
            {
                lock (ProcessGate.Start) started.SetResult(Process.Start(program) ?? throw new IOException("no process was started"));
            }
            catch (Exception failed)
            {
                started.SetException(failed);
            }
        }
    }
}

/// <summary>A program started between the making of another's pipes and the closing of our copies would inherit them, and their end would not be seen when the other dies.</summary>
internal static class ProcessGate
{
    /// <summary>Held by whoever starts a process.</summary>
    public static readonly object Start = new();
}
