using System.Runtime.InteropServices;

namespace ActorLab.Local.RealMachine;

/// <summary>
/// The CPU time, user and system, that this process and those of its children that have ended have used from one moment on.
/// </summary>
public sealed partial class ProcessorClock
{
    private const int Self = 0, Children = -1;

    private readonly SimDuration _start = Used();

    public SimDuration Elapsed => Used() - _start;

    private static SimDuration Used() => Used(Self) + Used(Children);

    private static SimDuration Used(int of)
    {
        if (GetResourceUsage(of, out ResourceUsage used) != 0)
            throw new InvalidOperationException($"getrusage failed with error {Marshal.GetLastPInvokeError()}");
        return SimDuration.FromMicroseconds(
            ((used.UserSeconds + used.SystemSeconds) * 1_000_000) + used.UserMicroseconds + used.SystemMicroseconds);
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetResourceUsage(int of, out ResourceUsage used);

    /// <summary>The kernel's <c>struct rusage</c> of 64-bit Linux; of the numbers after the two times nothing is read.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct ResourceUsage
    {
        public long UserSeconds, UserMicroseconds, SystemSeconds, SystemMicroseconds;
    }
}
