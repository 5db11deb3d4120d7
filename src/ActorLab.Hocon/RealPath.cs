namespace ActorLab.Hocon;

/// <summary>Paths with all symbolic links followed, so that where a file really is can be compared.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40;

    /// <summary>The path without links, <c>.</c> and <c>..</c>, taken one component after the other: <c>link/..</c> is beside what the link points to. The last components need not exist.</summary>
    /// <exception cref="IOException">There are too many links, as in a cycle.</exception>
    public static string Of(string path)
    {
        int links = 0;
        Stack<string> pending = new();
        string real = Start(Directory.GetCurrentDirectory(), path, pending);
        while (pending.TryPop(out string? part))
        {
            if (part is "" or ".") continue;
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            string next = Path.Combine(real, part);
            string? target = new FileInfo(next).LinkTarget;
            if (target is null)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks) throw new IOException($"'{path}' leads through more than {MaxLinks} symbolic links");
            real = Start(real, target, pending);
        }

        return real;
    }

    /// <summary>Whether <paramref name="path"/> is <paramref name="folder"/> or below it; both are real. <c>root2</c> is not below <c>root</c>.</summary>
    public static bool IsWithin(string folder, string path)
    {
        string prefix = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return string.Equals(path, folder, StringComparison.Ordinal) || path.StartsWith(prefix, StringComparison.Ordinal);
    }

    private static string Start(string folder, string path, Stack<string> pending)
    {
        string root = Path.GetPathRoot(path) ?? "";
        string[] parts = path[root.Length..].Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        for (int i = parts.Length - 1; i >= 0; i--) pending.Push(parts[i]);
        return Path.IsPathFullyQualified(path) ? root : folder;
    }
}
