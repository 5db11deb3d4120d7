using ActorLab.Core.Machine;

namespace ActorLab.Local.RealMachine;

/// <summary>The steps of all bodies of a run.</summary>
internal sealed class StepTotals
{
    private readonly long[] _totals = new long[StepCounts.KindCount];

    /// <summary>Adds a machine's counts and sets them to zero.</summary>
    public void Take(long[] counts)
    {
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            Interlocked.Add(ref _totals[i], counts[i]);
            counts[i] = 0;
        }
    }

    public StepCounts ToCounts() => new(_totals);
}
