using System.Runtime.InteropServices;
using ActorLab.Reporting;

namespace ActorLab.Cli.Terminal;

/// <summary>How large the terminals behind the standard streams are.</summary>
/// <remarks>Asked of the kernel: <see cref="Console.WindowWidth"/> first sends the terminal control sequences that set up its keyboard.</remarks>
internal static partial class TerminalWidth
{
    private const int StandardOutputDescriptor = 1;
    private const int StandardErrorDescriptor = 2;

    /// <summary>TIOCGWINSZ, which has one number on Linux and another on the BSDs.</summary>
    private static readonly nuint GetWindowSize = OperatingSystem.IsLinux() ? 0x5413u : 0x40087468u;

    /// <returns>In character cells; <see cref="PlainTable.Unbounded"/> where there is no terminal or it does not know.</returns>
    public static int Columns()
    {
        if (Console.IsOutputRedirected || OperatingSystem.IsWindows()) return PlainTable.Unbounded;
        return Ioctl(StandardOutputDescriptor, GetWindowSize, out WindowSize size) == 0 && size.Columns > 0 ? size.Columns : PlainTable.Unbounded;
    }

    /// <returns>Null where there is no terminal or it does not know.</returns>
    public static Screen? SizeOfError()
    {
        if (Console.IsErrorRedirected || OperatingSystem.IsWindows()) return null;
        bool isKnown = Ioctl(StandardErrorDescriptor, GetWindowSize, out WindowSize size) == 0 && size is { Columns: > 0, Rows: > 0 };
        return isKnown ? new Screen(size.Columns, size.Rows) : null;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int descriptor, nuint request, out WindowSize size);

    /// <summary>The kernel's <c>struct winsize</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort WidthPixels;
        public ushort HeightPixels;
    }
}
