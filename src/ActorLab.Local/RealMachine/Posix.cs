using System.Runtime.InteropServices;

namespace ActorLab.Local.RealMachine;

/// <summary>The few calls of Linux that the real machine needs as they are.</summary>
/// <remarks>.NET opens a file for append by seeking to its end and then writes at the offset it remembers, so two handles overwrite each other; the experiments are about
/// handles that really append (O_APPEND). The constants are Linux's on x86-64 and arm64.</remarks>
internal static partial class Posix
{
    private const int OpenForReading = 0x80000; // O_RDONLY | O_CLOEXEC
    private const int OpenForAppending = 0x1 | 0x40 | 0x400 | 0x80000; // O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC
    private const int CurrentDirectory = -100;
    private const uint LinkCountMask = 0x4;
    private const int Interrupted = 4;
    private const int StatxSize = 256;
    private const int StatxLinkCountOffset = 16;

    /// <returns>A descriptor, or −1 with the error number set.</returns>
    public static int OpenRead(string path) => Open(path, OpenForReading, 0);

    /// <returns>A descriptor, or −1 with the error number set.</returns>
    public static int OpenAppend(string path) => Open(path, OpenForAppending, 0b110_100_100);

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
                if (written >= 0) done += (int)written;
                else if (Marshal.GetLastPInvokeError() != Interrupted) return -1;
            }

            return 0;
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

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    public static partial int CpuNumber();

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadOnce(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteOnce(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int directory, string path, int flags, uint mask, byte* result);
}
