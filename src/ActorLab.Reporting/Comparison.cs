using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;

namespace ActorLab.Reporting;

/// <summary>How fast runs are against each other. Only runs that were finished can be compared.</summary>
internal static class Comparison
{
    /// <summary>Two speeds that differ by less than this are told in per cent, not as a factor.</summary>
    private const double NearlyEqual = 0.10;

    public static bool IsComparable(RunReport run) =>
        run is { Outcome: RunOutcome.Completed, Failure: null, InternalError: false, Items: > 0, Makespan.Nanoseconds: > 0 };

    /// <summary>The serial run among them, if it was finished.</summary>
    public static RunReport? BaselineOf(IEnumerable<RunReport> runs) => Find(runs, ExecutionModel.Serial);

    public static RunReport? Find(IEnumerable<RunReport> runs, ExecutionModel model) =>
        runs.FirstOrDefault(r => r.Model == model.Name && IsComparable(r));

    /// <summary>Rate over rate, so runs of different length compare too.</summary>
    public static double SpeedUp(RunReport run, RunReport baseline) => run.ItemsPerSecond / baseline.ItemsPerSecond;

    /// <summary>In words: <c>1.3x slower than serial</c>, <c>within 4 % of threads</c>.</summary>
    public static string InWords(RunReport run, RunReport reference)
    {
        double speedUp = SpeedUp(run, reference);
        double difference = Math.Abs(1 - speedUp);
        if (difference < NearlyEqual) return $"within {Math.Max(1, Math.Ceiling(difference * 100)):0} % of {reference.Model}";
        return speedUp > 1
            ? FormattableString.Invariant($"{speedUp:0.0}x faster than {reference.Model}")
            : FormattableString.Invariant($"{1 / speedUp:0.0}x slower than {reference.Model}");
    }
}
