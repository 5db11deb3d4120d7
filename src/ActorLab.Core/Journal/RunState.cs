using System.Collections.Immutable;

namespace ActorLab.Core.Journal;

/// <summary>Where a run keeps what another process needs to go on with it, and what is known when one does.</summary>
/// <param name="Folder">Absolute.</param>
/// <param name="Life">Which process this is that works on the run, from 1.</param>
/// <param name="Points">How far its outputs had come, as the journal says.</param>
public sealed record RunState(string Folder, int Life, ImmutableArray<OutputPoint> Points)
{
    /// <summary>More epochs than an item can have in one life.</summary>
    private const int EpochsOfLife = 1 << 16;

    public string JournalPath => Path.Combine(Folder, "journal");

    /// <summary>Of the leases of this life: above all of the earlier ones, so that nothing that is still on its way from them counts.</summary>
    public int FirstEpoch => (Life - 1) * EpochsOfLife;

    /// <summary>The most processes that can work on one run.</summary>
    public const int MaxLives = (int.MaxValue / EpochsOfLife) - 1;
}
