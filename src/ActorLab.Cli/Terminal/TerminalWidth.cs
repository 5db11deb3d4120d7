using System.Runtime.InteropServices;
using ActorLab.Reporting;

namespace ActorLab.Cli.Terminal;

/// <summary>How wide the terminal behind standard output is.</summary>
/// <remarks>Asked of the kernel: <see cref="Console.WindowWidth"/> first sends the terminal control sequences that set up its keyboard.</remarks>
internal static partial class TerminalWidth
{
    private const int StandardOutputDescriptor = 1;

    /// <summary>TIOCGWINSZ, which has one number on Linux and another on the BSDs.</summary>
    private static readonly nuint GetWindowSize = OperatingSystem.IsLinux() ? 0x5413u : 0x40087468u;

    /// <returns>In character cells; <see cref="PlainTable.Unbounded"/> where there is no terminal or it does not know.</returns>
    public static int Columns()
    {
        if (Console.IsOutputRedirected || OperatingSystem.IsWindows()) return PlainTable.Unbounded;
        return Ioctl(StandardOutputDescriptor, GetWindowSize, out WindowSize size) == 0 && size.Columns > 0 ? size.Columns : PlainTable.Unbounded;
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
