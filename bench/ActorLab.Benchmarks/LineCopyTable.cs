using ActorLab.Core.Definition;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.LineCopy;
using ActorLab.Local;

namespace ActorLab.Benchmarks;

/// <summary>All models of line-copy in turn, round after round. Each run asserts its own steps and verifies its own output.</summary>
internal static class LineCopyTable
{
    // Children of a benchmark would be benchmarks: models in processes are not measured here.
    private static readonly ExecutionModel[] s_models = [.. ExecutionModel.All.Where(m => !m.InProcesses)];

    public sealed record Row(ExecutionModel Model, double Median, double Least, double Most, string Verdict);

    public static IReadOnlyList<Row> Run(int lines, int rounds)
    {
        var seconds = s_models.ToDictionary(m => m.Name, _ => new List<double>(), StringComparer.Ordinal);
        var verdicts = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int round = 0; round <= rounds; round++)
        {
            foreach (ExecutionModel model in s_models)
            {
                RunReport report = RunOnce(model, lines);
                verdicts[model.Name] = Describe(report.Verdict);
                if (round > 0) seconds[model.Name].Add(report.Makespan.TotalSeconds);
            }
        }

        return [.. s_models.Select(m => new Row(m, Comparison.Median([.. seconds[m.Name]]), seconds[m.Name].Min(), seconds[m.Name].Max(), verdicts[m.Name]))];
    }

    private static RunReport RunOnce(ExecutionModel model, int lines)
    {
        var definition = new LineCopyDefinition { Model = model, Workers = model.DefaultWorkers, Lines = lines };
        RunReport report = LineCopyExperiment.RunAsync(definition, new LocalEngine(), null, CancellationToken.None).GetAwaiter().GetResult();
        if (report.Failure is not null || report.Items != lines) throw new InvalidOperationException($"{model}: {report.Items} items, {report.Failure}");
        if (report.PromisesOrder && report.Verdict.Status != VerdictStatus.Holds) throw new InvalidOperationException($"{model} promises order and broke it: {report.Verdict}");
        return report;
    }

    private static string Describe(Verdict verdict) =>
        verdict.Status == VerdictStatus.Holds ? "holds" : $"{verdict.Status.ToString().ToLowerInvariant()}{(verdict.Cause is null ? "" : $" ({verdict.Cause})")}";
}
