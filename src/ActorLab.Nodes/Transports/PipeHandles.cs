using System.Runtime.InteropServices;

namespace ActorLab.Nodes.Transports;

/// <summary>The few calls of Linux about descriptors of pipes. The constants are Linux's on x86-64 and arm64.</summary>
internal static partial class PipeHandles
{
    private const int SetDescriptorFlags = 2; // F_SETFD
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC
    private const int CloseOnExec = 1; // FD_CLOEXEC
    private const int Interrupted = 4; // EINTR

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Asked;
        public short Happened;
    }

    /// <summary>Programs that this process starts do not get the descriptor.</summary>
    public static void KeepFromChildren(int descriptor) => Checked(Control(descriptor, SetDescriptorFlags, CloseOnExec), descriptor);

    /// <summary>The same pipe under a number of its own, which programs that this process starts do not get.</summary>
    public static int Duplicate(int descriptor) => Checked(Control(descriptor, DuplicateCloseOnExec, 0), descriptor);

    /// <summary>Returns when nobody can write to the pipe any more, whatever still stands in it.</summary>
    public static unsafe void WaitForHangUp(int descriptor)
    {
        // With nothing asked for, only hang-up and error end the wait.
        var poll = new PollDescriptor { Descriptor = descriptor };
        while (Poll(&poll, 1, -1) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted) throw new IOException($"waiting for pipe {descriptor}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Ends the process at once: nothing of it can hold this up.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void ExitNow(int exitCode);

    private static int Checked(int result, int descriptor) =>
        result >= 0 ? result : throw new IOException($"pipe {descriptor}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMs);
}
