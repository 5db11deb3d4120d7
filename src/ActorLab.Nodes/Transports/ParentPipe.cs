using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorLab.Nodes.Transports;

/// <summary>The child's side of <see cref="ChildProcess"/>: its transport to the parent, and the guard that ends this process when the parent is gone.</summary>
public sealed class ParentPipe : IDisposable
{
    /// <summary>How long this process may wind up after the parent has closed its end or died; then it ends, whatever it does.</summary>
    public static readonly TimeSpan WindUp = TimeSpan.FromSeconds(1);

    private readonly PosixSignalRegistration _interrupts;

    private ParentPipe(ITransport transport)
    {
        Transport = transport;
        // A terminal interrupts all processes of a run; what to do about it is the parent's decision.
        _interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
    }

    public ITransport Transport { get; }

    /// <summary>Takes the pipes that the parent has handed over. Called once, early in the life of the process.</summary>
    /// <param name="incoming">The last argument but one of this process.</param>
    /// <param name="outgoing">The last one.</param>
    /// <param name="exitCode">What this process ends with when it does not end by itself after the parent is gone.</param>
    /// <exception cref="ArgumentException">These are no pipes of a parent: somebody else has started this program.</exception>
    public static ParentPipe Open(string incoming, string outgoing, int exitCode)
    {
        AnonymousPipeClientStream? from = null;
        try
        {
            from = Take(PipeDirection.In, incoming);
            AnonymousPipeClientStream to = Take(PipeDirection.Out, outgoing);
            // A number of its own: the transport may close the other, and the next file would get that.
            int watched = PipeHandles.Duplicate(Number(incoming));
            new Thread(() => Guard(watched, exitCode)) { IsBackground = true, Name = "parent guard" }.Start();
            return new ParentPipe(new PipeTransport("parent", from, to));
        }
        catch
        {
            from?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Transport.Dispose();
        _interrupts.Dispose();
    }

    private static AnonymousPipeClientStream Take(PipeDirection direction, string handle)
    {
        int number = Number(handle);
        try
        {
            // Or a program that this one starts would keep the parent from seeing our end.
            PipeHandles.KeepFromChildren(number);
            return new AnonymousPipeClientStream(direction, new SafePipeHandle(number, ownsHandle: true));
        }
        catch (Exception wrong) when (wrong is IOException or ArgumentException or NotSupportedException)
        {
            throw new ArgumentException($"'{handle}' is no pipe of a parent: this program is a node only when ActorLab starts it", nameof(handle), wrong);
        }
    }

    private static int Number(string handle) =>
        int.TryParse(handle, out int number) && number > 2
            ? number
            : throw new ArgumentException($"'{handle}' is no pipe of a parent: this program is a node only when ActorLab starts it", nameof(handle));

    private static void Guard(int watched, int exitCode)
    {
        PipeHandles.WaitForHangUp(watched);
        Thread.Sleep(WindUp);
        PipeHandles.ExitNow(exitCode);
    }
}
