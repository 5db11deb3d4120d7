using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ActorLab.Hocon;

/// <summary>Tells files from what only looks like one: opening a pipe waits for somebody to write, and a device may have no end.</summary>
/// <remarks>.NET does not say before it opens them. Linux's statx has one layout on all architectures; elsewhere everything that is no folder is taken for a file.</remarks>
internal static partial class FileKind
{
    private const int CurrentDirectory = -100;
    private const uint Type = 0x1;
    private const int ResultBytes = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;

    /// <exception cref="IOException">It is no regular file, or there is nothing there.</exception>
    public static void RequireRegular(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        byte[] result = new byte[ResultBytes];
        if (Statx(CurrentDirectory, path, 0, Type, result) != 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        string? other = (BinaryPrimitives.ReadUInt16LittleEndian(result.AsSpan(ModeOffset)) & TypeMask) switch
        {
            0x8000 => null,
            0x4000 => "a folder",
            0x1000 => "a pipe",
            0xC000 => "a socket",
            _ => "a device",
        };
        if (other is not null) throw new IOException($"it is {other} and no regular file");
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, [Out] byte[] result);
}
