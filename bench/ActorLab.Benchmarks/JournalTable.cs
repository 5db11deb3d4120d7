using ActorLab.Core.Definition;
using ActorLab.Core.Journal;
using ActorLab.Core.Machine;
using ActorLab.Core.Primitives;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.LineCopy;
using ActorLab.Local;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Results;

namespace ActorLab.Benchmarks;

/// <summary>What it costs to keep the state of a run: the same run with a journal and without, in turn.</summary>
internal static class JournalTable
{
    public sealed record Row(string Workload, double Without, double With, double Ratio);

    public static IReadOnlyList<Row> Run(bool toy, int rounds) =>
    [
        Compare($"line-copy under pipeline, {(toy ? 200 : 10_000)} lines", rounds, state => LineCopy(toy ? 200 : 10_000, state)),
        Compare($"numbers to a file, {(toy ? 2_000 : 2_000_000)} items", rounds, state => Numbers(toy ? 2_000 : 2_000_000, state)),
    ];

    private static Row Compare(string workload, int rounds, Func<RunState?, double> run)
    {
        List<double> without = [], with = [], ratios = [];
        for (int round = 0; round <= rounds; round++)
        {
            double plain = run(null), kept = WithState(run);
            if (round == 0) continue;
            without.Add(plain);
            with.Add(kept);
            ratios.Add(kept / plain);
        }

        return new Row(workload, Comparison.Median([.. without]), Comparison.Median([.. with]), Comparison.Median([.. ratios]));
    }

    private static double WithState(Func<RunState?, double> run)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actorlab-bench-");
        try
        {
            var state = new RunState(folder.FullName, 1, []);
            File.WriteAllBytes(state.JournalPath, [.. JournalForm.Head(1), .. JournalForm.Life(1)]);
            return run(state);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double LineCopy(int lines, RunState? state)
    {
        var definition = new LineCopyDefinition { Model = ExecutionModel.Pipeline, Workers = ExecutionModel.Pipeline.DefaultWorkers, Lines = lines };
        RunReport report = LineCopyExperiment.RunAsync(definition, new LocalEngine(), null, CancellationToken.None, state).GetAwaiter().GetResult();
        if (report.Verdict.Status != VerdictStatus.Holds || report.Items != lines) throw new InvalidOperationException($"{report.Items} items, {report.Failure}");
        return report.Makespan.TotalSeconds;
    }

    private static double Numbers(long items, RunState? state)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actorlab-bench-");
        try
        {
            var definition = new PipelineDefinition
            {
                Name = "numbers",
                Stages =
                [
                    new StageDefinition { Name = "numbers", Operation = new NumberRangeSource(1, items) },
                    new StageDefinition { Name = "out", Operation = new FileSink(Path.Combine(folder.FullName, "out")), From = ["numbers"] },
                ],
            };
            PipelineReport report = new PipelineRun { Definition = definition, Machine = new MachineProfile { Name = "this", Cores = 1 }, State = state }.RunAsync(new LocalEngine(), null, CancellationToken.None).GetAwaiter().GetResult();
            if (report.Verdict.Status != VerdictStatus.Holds || report.Delivered != items) throw new InvalidOperationException($"{report.Delivered} items, {report.Failure}");
            return report.Elapsed.TotalSeconds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
