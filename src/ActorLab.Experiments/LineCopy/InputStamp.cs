using ActorLab.Pipelines.Results;

namespace ActorLab.Experiments.LineCopy;

/// <summary>What tells whether a file is still what it was: which file it is, when it was written last, and its bytes.</summary>
/// <remarks>A file that was changed and changed back has the same bytes and another time.</remarks>
internal sealed class InputStamp
{
    private readonly string _path;
    private readonly FileIdentity _identity;
    private readonly DateTime _written;
    private readonly ReadOnlyMemory<byte> _content;

    private InputStamp(string path)
    {
        _path = path;
        // Before the bytes are read: what changes in between is noticed later.
        _identity = FileIdentity.Of(path);
        _written = File.GetLastWriteTimeUtc(path);
        _content = File.ReadAllBytes(path);
    }

    /// <summary>Its bytes when it was stamped.</summary>
    public ReadOnlyMemory<byte> Content => _content;

    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static InputStamp Of(string path) => new(path);

    /// <summary>How it differs from what it was, for the user; null if it does not.</summary>
    public string? Change()
    {
        try
        {
            if (FileIdentity.Of(_path) != _identity)
                return $"{_path} was replaced by another file during the run, so nobody can tell what was to be copied";
            bool isSame = File.GetLastWriteTimeUtc(_path) == _written
                && File.ReadAllBytes(_path).AsSpan().SequenceEqual(_content.Span);
            return isSame ? null : $"{_path} was changed during the run, so nobody can tell what was to be copied";
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return $"{_path} could not be read any more at the end of the run ({gone.Message}), "
                + "so nobody can tell what was to be copied";
        }
    }
}
