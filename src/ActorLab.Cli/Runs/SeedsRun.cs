using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Terminal;
using ActorLab.Core.Engine;
using ActorLab.Core.Model;
using ActorLab.Core.Report;
using ActorLab.Experiments.LineCopy;
using ActorLab.Reporting;

namespace ActorLab.Cli.Runs;

/// <summary>Runs line-copy with many seeds under each model in turn, and prints how often what went wrong.</summary>
internal sealed class SeedsRun(SeedsRequest request, CommandCall call)
{
    private readonly ProgressLine _progress = new(call.Error, call.Io.ErrorIsTerminal, TimeProvider.System);

    public async Task<int> RunAsync()
    {
        foreach (LineCopyDefinition definition in request.Definitions) call.Problems.AddRange(LineCopyExperiment.Check(definition));
        if (call.Problems.Count > 0) return call.Reject();
        var models = new List<SeedSummary>();
        foreach (LineCopyDefinition definition in request.Definitions)
        {
            if (await RunAsync(definition).ConfigureAwait(false) is { } summary) models.Add(summary);
            if (call.Interrupt.IsCancellationRequested) break;
        }

        if (models.Count > 0) call.Out.Write(request.Json ? SeedText.Json(models) : SeedText.Render(models, call.Io.WidthColumns));
        return ExitCode.Gravest([.. models.Select(m => m.ExitCode), call.Interrupt.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Holds]);
    }

    /// <returns>Null when not a single seed was run to its end.</returns>
    private async Task<SeedSummary?> RunAsync(LineCopyDefinition definition)
    {
        IEngine engine = request.Engine.Create(request.Nodes);
        SeedSummary? summary = null;
        _progress.Begin($"{definition.Model}, seeds");
        try
        {
            for (int i = 0; i < request.Seeds; i++)
            {
                RunReport run = await LineCopyExperiment.RunAsync(definition with { Seed = definition.Seed + (ulong)i }, engine, null, call.Interrupt).ConfigureAwait(false);
                // A run that was cut short says nothing about its seed.
                if (call.Interrupt.IsCancellationRequested) break;
                if (summary is null) summary = new SeedSummary(run);
                else summary.Add(run);
                _progress.Report(new Progress(i + 1, request.Seeds));
            }
        }
        finally
        {
            _progress.Clear();
        }

        return summary;
    }
}
