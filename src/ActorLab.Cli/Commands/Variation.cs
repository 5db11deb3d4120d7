using System.Collections.Immutable;
using ActorLab.Cli.CommandLine;
using ActorLab.Experiments.Tasks;

namespace ActorLab.Cli.Commands;

/// <summary>What <c>--vary</c> asks for: one run for each value.</summary>
/// <param name="Works">Points in all; empty where they are not varied.</param>
/// <param name="Workers">Empty where they are not varied.</param>
internal sealed record Variation(ImmutableArray<long> Works, ImmutableArray<int> Workers)
{
    public const int MaxValues = 32;

    private const string Work = "work", OfWorkers = "workers";

    private static readonly Variation None = new([], []);

    /// <summary>What the call asks for. What is varied cannot be given besides.</summary>
    public static Variation Read(RunOptions options, CommandCall call)
    {
        Variation vary = Read(options.Vary.Name, call.Text(options.Vary), call.Problems);
        if (!vary.Works.IsEmpty && call.IsGiven(options.Work)) call.Problems.Add(Problem.Excluded(options.Work.Name, "expected without --vary work", "Leave one of them out."));
        if (!vary.Workers.IsEmpty && call.IsGiven(options.Workers)) call.Problems.Add(Problem.Excluded(options.Workers.Name, "expected without --vary workers", "Leave one of them out."));
        return vary;
    }

    /// <param name="path">The option.</param>
    /// <param name="got">Such as <c>work=10^2,10^3</c>; null where it was not given.</param>
    /// <param name="problems">Gets all that is wrong with it.</param>
    private static Variation Read(string path, string? got, List<Diagnostic> problems)
    {
        if (got is null) return None;
        string[] halves = got.Split('=');
        if (halves is not [var what, var list] || list.Split(',') is not { Length: <= MaxValues } values)
        {
            problems.Add(Problem.Malformed(path, $"expected {Work}= or {OfWorkers}= and up to {MaxValues} values with commas between them, got {Reporting.VerdictText.Printable(got)}"));
            return None;
        }

        switch (what)
        {
            case Work: return new Variation([.. Each(values, TasksDefinition.MaxWork)], []);
            case OfWorkers: return new Variation([], [.. Each(values, TasksDefinition.MaxTasks).Select(v => (int)v)]);
            default:
                problems.Add(Problem.Unknown("something to vary", what, [Work, OfWorkers], path));
                return None;
        }

        IEnumerable<long> Each(string[] texts, long maximum) => texts.Select(t => Problem.ReadAmount(path, t, 1, maximum, problems)).OfType<long>().Distinct();
    }
}
