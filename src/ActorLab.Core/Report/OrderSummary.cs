using ActorLab.Core.Verify;

namespace ActorLab.Core.Report;

/// <summary>How often the runs of one model lost the order of their stream, and how.</summary>
public sealed class OrderSummary
{
    public int Runs { get; private set; }

    /// <summary>Runs with at least one line that came after a later one.</summary>
    public int Swapped { get; private set; }

    /// <summary>Runs with at least one line that came more often than in the input.</summary>
    public int Duplicated { get; private set; }

    /// <summary>Runs with at least one line that never came.</summary>
    public int Skipped { get; private set; }

    /// <summary>Runs with all lines, each once and in order.</summary>
    public int Right { get; private set; }

    /// <summary>Lines that were swapped, duplicated and skipped, in all runs together.</summary>
    public (long Swapped, long Duplicated, long Skipped) Lines { get; private set; }

    /// <summary>The first seed whose run was not right; null when all were.</summary>
    public ulong? FirstWrong { get; private set; }

    /// <summary>Runs that came to no end or could not be verified.</summary>
    public int Unknown { get; private set; }

    public void Add(RunReport run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Runs++;
        if (run.Verdict.Status == VerdictStatus.Unknown || run.Failure is not null)
        {
            Unknown++;
            return;
        }

        StreamFigures figures = run.Verdict.Figures;
        if (figures.Reordered > 0) Swapped++;
        if (figures.Duplicated > 0) Duplicated++;
        if (figures.Lost > 0) Skipped++;
        Lines = (Lines.Swapped + figures.Reordered, Lines.Duplicated + figures.Duplicated, Lines.Skipped + figures.Lost);
        if (run.Verdict.Status == VerdictStatus.Holds) Right++;
        else FirstWrong ??= run.Seed;
    }
}
