namespace ActorLab.Hocon;

/// <summary>Where the texts of include statements come from.</summary>
public interface IIncludeSource
{
    IncludeAnswer Open(IncludeRequest request);
}

/// <param name="Name">As it was written, with an extension.</param>
/// <param name="IncludedBy">The identity of the including file: that of the answer which brought it, or the name that was given to the parser. A relative name is relative to it.</param>
/// <param name="MaxBytes">More than this need not be read: one byte more is enough to show that it is too much.</param>
public sealed record IncludeRequest(string Name, string IncludedBy, int MaxBytes);

/// <summary>What an <see cref="IIncludeSource"/> has to say.</summary>
public abstract record IncludeAnswer
{
    private IncludeAnswer()
    {
    }

    /// <param name="Identity">The same for the same file, however it was named: an include chain that meets it twice is a cycle.</param>
    /// <param name="Name">For messages and origins.</param>
    /// <param name="Utf8">The text.</param>
    public sealed record Found(string Identity, string Name, ReadOnlyMemory<byte> Utf8) : IncludeAnswer;

    /// <summary>There is no such file, which is an error only if it is required.</summary>
    public sealed record Missing : IncludeAnswer;

    /// <summary>It is there, or may be, and cannot or must not be read. Always an error.</summary>
    public sealed record Refused(string Reason) : IncludeAnswer;
}
