namespace ActorLab.Core.Journal;

/// <summary>That a run went on where another process had stopped, for its report.</summary>
/// <param name="Life">Which process it was, from 2.</param>
/// <param name="Items">Items that were in its output already, and stayed there.</param>
/// <param name="Again">Items of which something was in the output behind those, not yet in the journal: it was taken out, and they were done again.</param>
public sealed record Resumption(int Life, long Items, long Again)
{
    /// <summary>The output, where a run has several; null where it is the only one.</summary>
    public string? Output { get; init; }
}
