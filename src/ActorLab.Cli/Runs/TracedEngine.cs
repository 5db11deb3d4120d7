using System.Collections.Immutable;
using System.Globalization;
using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Core.Trace;

namespace ActorLab.Cli.Runs;

/// <summary>Another engine, of whose runs each leaves a trace in a file.</summary>
/// <param name="inner">What runs the plans.</param>
/// <param name="files">Where the traces go.</param>
/// <param name="title">What they are traces of; null for the name of the plan.</param>
internal sealed class TracedEngine(IEngine inner, TraceFiles files, string? title = null) : IEngine
{
    public string Name => inner.Name;

    public EngineCapabilities Capabilities => inner.Capabilities;

    public async Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt)
    {
        if (files.Next() is not { } file) return await inner.RunAsync(plan, options, interrupt).ConfigureAwait(false);
        TraceWriter? writer = null;
        RunResult? result = null;
        try
        {
            writer = Begin(file, plan);
            result = await inner.RunAsync(plan, options with { Trace = writer }, interrupt).ConfigureAwait(false);
            return result;
        }
        finally
        {
            writer?.Complete(result?.Elapsed ?? SimDuration.Zero, (result?.Outcome ?? RunOutcome.Failed).ToString());
            Close(file, writer?.Failure);
        }
    }

    private TraceWriter? Begin(FileStream file, ScenarioPlan plan)
    {
        bool isVirtual = inner.Capabilities.HasFlag(EngineCapabilities.VirtualTime);
        ImmutableArray<TraceProperty> properties =
        [
            new("clock", isVirtual ? "virtual" : "monotonic"),
            new("cores", (isVirtual ? plan.Machine.Cores : Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture)),
            new("nodes", plan.Nodes.Length.ToString(CultureInfo.InvariantCulture)),
            new("plan", plan.Name),
        ];
        try
        {
            return new TraceWriter(file, new TraceHead(title ?? plan.Name, inner.Name, plan.Seed, properties));
        }
        catch (IOException failure)
        {
            files.Fail(file.Name, failure.Message);
            return null;
        }
    }

    private void Close(FileStream file, string? failure)
    {
        try
        {
            file.Dispose();
        }
        catch (IOException late)
        {
            failure ??= late.Message;
        }

        if (failure is not null) files.Fail(file.Name, failure);
    }
}
