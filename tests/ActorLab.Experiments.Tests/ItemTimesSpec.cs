using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;
using ActorLab.Experiments.LineCopy;
using ActorLab.Simulation;
using Xunit;

namespace ActorLab.Experiments.Tests;

/// <summary>What the lines of line-copy spent their time with, on the tutorial's machines.</summary>
public sealed class ItemTimesSpec
{
    private const int Lines = 300;

    [Theory]
    [InlineData("serial", "compute queue disk")]
    [InlineData("threads", "compute queue core disk")]
    [InlineData("threads-lock", "compute queue core lock disk")]
    [InlineData("processes", "compute core disk transfer")]
    [InlineData("async", "compute queue disk")]
    [InlineData("pipeline", "compute queue core disk")]
    public async Task Every_line_is_accounted_for_to_the_nanosecond(string model, string kinds)
    {
        var trace = new TraceModel(new TraceHead(model, "simulation", 1, []));
        RunReport report = await LineCopyExperiment.RunAsync(LineCopyRuns.Definition(model, Lines), new Recording(trace), null, CancellationToken.None);
        Assert.Null(report.Failure);
        ItemTime[] items = [.. ItemTimes.Of(trace)];
        Assert.Equal(Enumerable.Range(1, Lines).Select(i => (long)i), items.Select(i => i.Item));
        Assert.All(items, i => Assert.Equal(i.InSystem, i.Times.Sum()));
        Assert.Equal(kinds, string.Join(' ', ItemFigures.Of(items).Kinds.Select(k => PathKinds.NameOf(k.Kind))));
    }

    private sealed class Recording(TraceModel trace) : IEngine, ITraceSink
    {
        private readonly SimulationEngine _engine = new();

        public string Name => _engine.Name;

        public EngineCapabilities Capabilities => _engine.Capabilities;

        public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt) => _engine.RunAsync(plan, options with { Trace = this }, interrupt);

        public void Record(in TraceEvent traceEvent) => trace.Add(traceEvent);
    }
}
