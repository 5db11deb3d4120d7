namespace ActorLab.Hocon;

/// <summary>Where a value or a problem stands.</summary>
/// <param name="Source">The name of the file or text.</param>
/// <param name="Line">From 1; 0 for a value made in code.</param>
/// <param name="Column">From 1, in UTF-16 units; 0 for a value made in code.</param>
/// <param name="IncludedFrom">The place of the include statement that brought the source in, which has one of its own if that file was included too.</param>
public sealed record Origin(string Source, int Line, int Column, Origin? IncludedFrom = null)
{
    /// <summary><c>file:line:column</c>, followed by the places of the includes, innermost first.</summary>
    public override string ToString() =>
        IncludedFrom is null ? $"{Source}:{Line}:{Column}" : $"{Source}:{Line}:{Column} (included from {IncludedFrom})";
}
