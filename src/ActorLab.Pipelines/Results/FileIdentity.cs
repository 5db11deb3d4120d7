using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ActorLab.Pipelines.Results;

/// <summary>What a path leads to, as the system knows it: two paths with the same device and inode are one file, however they are
/// spelled or linked.</summary>
/// <remarks>.NET tells neither the inode nor whether something is a pipe. Linux's statx has one layout on all
/// architectures.</remarks>
public readonly partial record struct FileIdentity(bool IsRegular, ulong Device, ulong Inode)
{
    private const int CurrentDirectory = -100;
    private const uint TypeAndInode = 0x1 | 0x100;
    private const int ResultBytes = 256;
    private const int ModeOffset = 28, InodeOffset = 32, DeviceMajorOffset = 136, DeviceMinorOffset = 140;
    private const int TypeMask = 0xF000, RegularType = 0x8000;

    /// <param name="path">Of something that exists; links are followed.</param>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public static FileIdentity Of(string path)
    {
        byte[] result = new byte[ResultBytes];
        if (Statx(CurrentDirectory, path, 0, TypeAndInode, result) != 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        ulong device = ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(result.AsSpan(DeviceMajorOffset)) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(result.AsSpan(DeviceMinorOffset));
        bool regular = (BinaryPrimitives.ReadUInt16LittleEndian(result.AsSpan(ModeOffset)) & TypeMask) == RegularType;
        return new FileIdentity(regular, device, BinaryPrimitives.ReadUInt64LittleEndian(result.AsSpan(InodeOffset)));
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, [Out] byte[] result);
}
