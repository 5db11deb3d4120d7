namespace ActorLab.Hocon;

/// <summary>Files of the disk. A relative name is relative to the folder of the including file, never to the current directory.</summary>
/// <param name="folder">Nothing outside this folder's tree is read, wherever symbolic links point; null for no such bound.</param>
public sealed class FileIncludeSource(string? folder) : IIncludeSource
{
    private readonly string? _folder = folder is null ? null : RealPath.Of(folder);

    public IncludeAnswer Open(IncludeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Name.Length == 0) return new IncludeAnswer.Refused("the name is empty");
        if (request.Name.Contains('\0', StringComparison.Ordinal)) return new IncludeAnswer.Refused("the name holds a NUL");
        try
        {
            // The including file's identity is a real path, so its folder is where it really is.
            string beside = Path.GetDirectoryName(request.IncludedBy) ?? request.IncludedBy;
            string real = RealPath.Of(Path.Combine(beside, request.Name));
            if (_folder is not null && !RealPath.IsWithin(_folder, real)) return new IncludeAnswer.Refused($"it is outside the folder '{_folder}', and includes stay within that unless more is allowed");
            if (Directory.Exists(real)) return new IncludeAnswer.Refused("it is a folder");
            return Path.Exists(real) ? new IncludeAnswer.Found(real, Shown(request, beside), ReadUpTo(real, request.MaxBytes)) : new IncludeAnswer.Missing();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new IncludeAnswer.Refused(e.Message);
        }
    }

    /// <summary>The bytes of a file, at most one more than <paramref name="maxBytes"/>.</summary>
    /// <exception cref="IOException">It cannot be read, or is no regular file.</exception>
    internal static byte[] ReadUpTo(string path, int maxBytes)
    {
        FileKind.RequireRegular(path);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        byte[] bytes = new byte[(int)Math.Min(stream.Length, maxBytes) + 1];
        int count = 0;
        while (true)
        {
            count += stream.ReadAtLeast(bytes.AsSpan(count), bytes.Length - count, throwOnEndOfStream: false);
            if (count < bytes.Length || count > maxBytes) return bytes[..count];
            // It has more than it said, as those of /proc do, or has grown.
            Array.Resize(ref bytes, (int)Math.Min(bytes.Length * 2L, maxBytes + 1L));
        }
    }

    private string Shown(IncludeRequest request, string beside)
    {
        string full = Path.GetFullPath(Path.Combine(beside, request.Name));
        return _folder is null ? full : Path.GetRelativePath(_folder, full);
    }
}
