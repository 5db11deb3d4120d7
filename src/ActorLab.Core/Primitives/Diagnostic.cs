namespace ActorLab.Core.Primitives;

/// <summary>One thing that is wrong with what the user gave us: a scenario, a file, an option. All of them are reported, not only the first.</summary>
/// <param name="Code">Stable and searchable, such as <c>AL0102</c>.</param>
/// <param name="Path">What it is about: an option (<c>--workers</c>), a key, or a file; with line and column where there are some.</param>
/// <param name="Message">Expected and got, in one sentence.</param>
/// <param name="Hint">What to do about it, if we can tell.</param>
public sealed record Diagnostic(string Code, string Path, string Message, string? Hint = null)
{
    public override string ToString() => Hint is null ? $"{Path}: {Message} [{Code}]" : $"{Path}: {Message} {Hint} [{Code}]";
}
