namespace ActorLab.Pipelines.Results;

/// <summary>What tells, without reading it, whether a file that is read during a run is still what it was.</summary>
/// <param name="Path">Of the file.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Written">When it was written last.</param>
internal sealed record InputStamp(string Path, long Length, DateTime Written)
{
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public static InputStamp Of(string path)
    {
        var file = new FileInfo(path);
        // A pipe or a device has no length, and what passes through it changes its time.
        return file is { Exists: true, Length: > 0 }
            ? new InputStamp(path, file.Length, file.LastWriteTimeUtc)
            : new InputStamp(path, 0, default);
    }

    /// <summary>That it is another one now, in words; null if it is not.</summary>
    public string? Change() =>
        Of(Path) == this ? null : $"{Path} was changed during the run, so nobody can tell which lines were read";
}
