using System.Diagnostics.CodeAnalysis;

namespace ActorLab.Core.Model;

/// <summary>Where a coordinator or a producer takes its items from. One actor owns a source and takes from it in turn.</summary>
public interface IWorkSource
{
    /// <summary>How many items it gives in all, from the first on; at least 0.</summary>
    long Count { get; }

    /// <summary>Gives the next item. The k-th (from 1) stands at place k of the stream. One that is taken up again behind an item (<see cref="ResumePoint"/>) counts those up to it as given.</summary>
    /// <returns>False once <see cref="Count"/> items have been given.</returns>
    bool TryNext([NotNullWhen(true)] out WorkItem? item);
}
