using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using ActorLab.Local.RealMachine;

namespace ActorLab.Nodes.Transports;

/// <summary>A child process with a transport to it. The protocol has two pipes of its own, through which nothing else goes; what the child prints is read apart from it.</summary>
/// <remarks>The child must take the pipes with <see cref="ParentPipe"/>, which also ends it when this process is gone.</remarks>
public sealed class ChildProcess : IDisposable
{
    private const int ReadCharacters = 4096;
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Action<ChildLine> _onLine;
    private readonly object _lineGate = new();
    private int _disposed;

    private ChildProcess(string name, Process process, Action<ChildLine> onLine, PipeTransport transport)
    {
        Name = name;
        ProcessId = process.Id;
        Transport = transport;
        _process = process;
        _onLine = onLine;
        Exited = WatchAsync();
    }

    public string Name { get; }

    public int ProcessId { get; }

    /// <summary>Not started yet; closes when the child ends or closes its pipe.</summary>
    public ITransport Transport { get; }

    /// <summary>Completes when the child has ended and what it printed has been handed over.</summary>
    public Task<ChildExit> Exited { get; }

    /// <param name="name">Stands in front of what it prints.</param>
    /// <param name="program">What to start.</param>
    /// <param name="onLine">Gets what it prints, one line at a time, from any thread.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static ChildProcess Start(string name, ChildProgram program, Action<ChildLine> onLine)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(onLine);
        AnonymousPipeServerStream? toChild = null, fromChild = null;
        try
        {
            Process process;
            lock (ProcessGate.Start)
            {
                toChild = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
                fromChild = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
                try
                {
                    process = Launch(program, toChild.GetClientHandleAsString(), fromChild.GetClientHandleAsString());
                }
                finally
                {
                    toChild.DisposeLocalCopyOfClientHandle();
                    fromChild.DisposeLocalCopyOfClientHandle();
                }
            }

            // Nobody types for it, and a terminal's input is the parent's.
            process.StandardInput.Close();
            return new ChildProcess(name, process, onLine, new PipeTransport(name, fromChild, toChild));
        }
        catch (Exception failed) when (failed is Win32Exception or IOException)
        {
            toChild?.Dispose();
            fromChild?.Dispose();
            throw new IOException($"node '{name}' cannot be started: {program.FileName}: {failed.Message}", failed);
        }
    }

    /// <summary>Kills it (SIGKILL); nothing happens if it has ended.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended, and was waited for.
        }
    }

    /// <summary>Closes the transport and kills it, if it has not ended, and waits until it has.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Transport.Dispose();
        Kill();
        if (Exited.Wait(ExitPatience)) _process.Dispose();
    }

    private static Process Launch(ChildProgram program, string incoming, string outgoing)
    {
        var start = new ProcessStartInfo(program.FileName, [.. program.Arguments, incoming, outgoing])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        return Process.Start(start) ?? throw new IOException("no process was started");
    }

    private async Task<ChildExit> WatchAsync()
    {
        Task output = Task.WhenAll(ReadAsync(_process.StandardOutput, isError: false), ReadAsync(_process.StandardError, isError: true));
        await _process.WaitForExitAsync().ConfigureAwait(false);
        var exit = new ChildExit(_process.ExitCode);
        // Somebody the child has started may hold its output open: that is not waited for.
        await Task.WhenAny(output, Task.Delay(OutputPatience)).ConfigureAwait(false);
        return exit;
    }

    private async Task ReadAsync(StreamReader reader, bool isError)
    {
        var lines = new LineSplitter(ChildLine.MaxLength, text =>
        {
            lock (_lineGate) _onLine(new ChildLine(Name, isError, text));
        });
        char[] buffer = new char[ReadCharacters];
        try
        {
            for (int count; (count = await reader.ReadAsync(buffer).ConfigureAwait(false)) > 0;) lines.Add(buffer.AsSpan(0, count));
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // Its output was closed from this side: the child is being given up.
        }

        lines.End();
    }
}
