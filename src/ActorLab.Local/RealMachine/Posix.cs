using System.Runtime.InteropServices;

namespace ActorLab.Local.RealMachine;

/// <summary>The few calls of Linux that the real machine needs as they are.</summary>
/// <remarks>.NET opens a file for append by seeking to its end and then writes at the offset it remembers, so two handles overwrite each other; the experiments are about
/// handles that really append (O_APPEND). The constants are Linux's on x86-64 and arm64.</remarks>
internal static partial class Posix
{
    private const int OpenForReading = 0x80000; // O_RDONLY | O_CLOEXEC
    private const int OpenForAppending = 0x1 | 0x40 | 0x400 | 0x80000; // O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC
    private const int StandardInput = 0, StandardOutput = 1;
    private const int DuplicateAndCloseOnExec = 1030; // F_DUPFD_CLOEXEC
    private const int CurrentDirectory = -100;
    private const uint LinkCountMask = 0x4;
    private const int KillSignal = 9;
    private const int Interrupted = 4;
    private const int InputOutputError = 5;
    private const int StatxSize = 256;
    private const int StatxLinkCountOffset = 16;

    /// <returns>A descriptor, or −1 with the error number set.</returns>
    public static int OpenRead(string path) => path == "/dev/stdin" ? Duplicate(StandardInput) : Open(path, OpenForReading, 0);

    /// <returns>A descriptor, or −1 with the error number set.</returns>
    public static int OpenAppend(string path) => path == "/dev/stdout" ? Duplicate(StandardOutput) : Open(path, OpenForAppending, 0b110_100_100);

    /// <summary>The streams that this process was given, at the places that it shares with others: opened anew, a file would be read from its beginning again, and what is written
    /// would be written over by whoever writes next.</summary>
    private static int Duplicate(int descriptor) => Control(descriptor, DuplicateAndCloseOnExec, 0);

    /// <summary>Whether the last call failed because the file has no places to read from, as a pipe has none.</summary>
    public static bool HasNoPlaces => Marshal.GetLastPInvokeError() == 29; // ESPIPE

    /// <summary>Reads from a place of the file; where the descriptor stands plays no part and stays as it was.</summary>
    /// <returns>Bytes read, 0 at the end, or −1 with the error number set.</returns>
    public static unsafe int ReadAt(int descriptor, Span<byte> buffer, long offset)
    {
        fixed (byte* start = buffer)
        {
            nint read;
            do
            {
                read = ReadAtOnce(descriptor, start, buffer.Length, offset);
            }
            while (read < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return (int)read;
        }
    }

    /// <returns>Bytes read, 0 at the end, or −1 with the error number set.</returns>
    public static unsafe int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint read;
            do
            {
                read = ReadOnce(descriptor, start, buffer.Length);
            }
            while (read < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return (int)read;
        }
    }

    /// <summary>Writes all of it; in one call unless the system takes less.</summary>
    /// <returns>0, or −1 with the error number set.</returns>
    public static unsafe int Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (int done = 0; done < bytes.Length;)
            {
                nint written = WriteOnce(descriptor, start + done, bytes.Length - done);
                if (written > 0)
                {
                    done += (int)written;
                }
                else if (written == 0)
                {
                    // Neither progress nor a reason: asking again could go on for ever.
                    Marshal.SetLastPInvokeError(InputOutputError);
                    return -1;
                }
                else if (Marshal.GetLastPInvokeError() != Interrupted)
                {
                    return -1;
                }
            }

            return 0;
        }
    }

    /// <summary>Holds the thread for at least so long; .NET's own sleep knows only whole milliseconds and cuts off the rest.</summary>
    public static unsafe void Sleep(SimDuration duration)
    {
        TimeSpec left = new() { Seconds = (nint)(duration.Nanoseconds / 1_000_000_000), Nanoseconds = (nint)(duration.Nanoseconds % 1_000_000_000) };
        while (SleepOnce(&left, &left) != 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
        }
    }

    /// <summary>How many threads this process has: the links of its task folder less two, which the kernel counts without listing them.</summary>
    public static unsafe int ThreadCount()
    {
        byte* result = stackalloc byte[StatxSize];
        if (Statx(CurrentDirectory, "/proc/self/task", 0, LinkCountMask, result) != 0)
        {
            throw new InvalidOperationException($"/proc/self/task: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        return *(int*)(result + StatxLinkCountOffset) - 2;
    }

    /// <summary>Whether this process still has the thread. A joined thread has done its work, but the system may take a moment to take it down.</summary>
    public static bool HasThread(int threadId) => SignalThread(Environment.ProcessId, threadId, 0) == 0;

    /// <summary>Ends this process at once (SIGKILL), as if somebody else had done so.</summary>
    public static void KillThisProcess()
    {
        if (Kill(Environment.ProcessId, KillSignal) != 0) throw new InvalidOperationException($"kill: {Marshal.GetLastPInvokeErrorMessage()}");
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Kills a process and what it has started, as far as that has stayed in its group; nothing happens if none of it is left.</summary>
    public static void KillGroup(int processId)
    {
        // Not yet the head of a group of its own, the process itself is hit by the second one.
        _ = Kill(-processId, KillSignal);
        _ = Kill(processId, KillSignal);
    }

    /// <summary>The system's number of the calling thread.</summary>
    [LibraryImport("libc", EntryPoint = "gettid")]
    public static partial int ThreadId();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "tgkill", SetLastError = true)]
    private static partial int SignalThread(int processId, int threadId, int signal);

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    public static partial int CpuNumber();

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadOnce(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static unsafe partial nint ReadAtOnce(int descriptor, byte* buffer, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "nanosleep", SetLastError = true)]
    private static unsafe partial int SleepOnce(TimeSpec* duration, TimeSpec* left);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteOnce(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int directory, string path, int flags, uint mask, byte* result);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
