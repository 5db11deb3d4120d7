namespace ActorLab.Hocon;

/// <summary>What came of resolving a document: a value, or what is wrong.</summary>
public sealed class HoconResult
{
    internal HoconResult(HoconValue? resolved, IReadOnlyList<HoconDiagnostic> diagnostics)
    {
        Resolved = resolved;
        Diagnostics = diagnostics;
    }

    /// <summary>What could be resolved although something is wrong, without the fields at fault: only for telling what else is wrong. Null if nothing could be.</summary>
    public HoconValue? Resolved { get; }

    /// <summary>The resolved value, or null if anything is wrong.</summary>
    public HoconValue? Root => Diagnostics.Count == 0 ? Resolved : null;

    /// <summary>The resolved value if it is an object, as it is unless the text begins with <c>[</c>.</summary>
    public HoconObject? Object => Root as HoconObject;

    /// <summary>All that is wrong, what the parser found first. Empty if <see cref="Root"/> is there.</summary>
    public IReadOnlyList<HoconDiagnostic> Diagnostics { get; }
}
