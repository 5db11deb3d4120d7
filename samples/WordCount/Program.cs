using ActorLab.Core.Machine;
using ActorLab.Core.Primitives;
using ActorLab.Core.Report;
using ActorLab.Local;
using ActorLab.Pipelines.Building;
using ActorLab.Pipelines.Results;
using ActorLab.Reporting;
using ActorLab.Reporting.Pipelines;

namespace WordCount;

/// <summary>Counts the words of a file on this machine: the counts go to standard output, the report to standard error.</summary>
public static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [var path])
        {
            await Console.Error.WriteLineAsync("expected one file, as in: WordCount poem.txt");
            return ExitCode.BadUsage;
        }

        PipelineBuilder pipeline = WordCountPipeline.Of(path);
        foreach (Diagnostic finding in pipeline.Findings) await Console.Error.WriteLineAsync(finding.ToString());
        if (!pipeline.Findings.IsEmpty) return ExitCode.BadUsage;
        var run = new PipelineRun
        {
            Definition = pipeline.Definition,
            Catalog = pipeline.Catalog,
            Machine = new MachineProfile { Name = "this", Cores = Environment.ProcessorCount },
        };
        PipelineReport report = await run.RunAsync(new LocalEngine(), null, CancellationToken.None);
        await Console.Error.WriteAsync(PipelineText.Render(report, PlainTable.Unbounded));
        if (report.Failure is { } failure) await Console.Error.WriteLineAsync(failure);
        return report.ExitCode;
    }
}
