using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.Tasks;

/// <summary>Runs equal tasks under one model: calc-pi (rows E11, E12, E18, E19 and E21 to E23) and sleep-or-crunch (E32 and E33).</summary>
public static class TasksExperiment
{
    public const string CalcPi = "calc-pi";
    public const string SleepOrCrunch = "sleep-or-crunch";

    /// <summary>Names of figures of a <see cref="CaseReport"/>.</summary>
    public const string Makespan = "makespan", Estimate = "pi";

    /// <summary>The deviation from π that chance exceeds once in 500 million runs.</summary>
    private const double StandardErrors = 6;

    private const long WarmUpWork = 200_000;

    /// <summary>What a task of a kind is called, in definitions and in the names of cases.</summary>
    public static string NameOf(TaskKind kind) => TasksPlan.NameOf(kind);

    /// <summary>What another process would be told to make the same plan.</summary>
    public static PlanOrigin OriginOf(TasksDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return TasksOrigin.Of(definition);
    }

    /// <param name="definition">What to run.</param>
    /// <param name="engine">What to run it on.</param>
    /// <param name="interrupt">Ends the run early.</param>
    public static Task<CaseReport> RunAsync(TasksDefinition definition, IEngine engine, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(engine);
        bool modelled = engine.Capabilities.HasFlag(EngineCapabilities.VirtualTime);
        return CaseRun.RunAsync(definition.Experiment, CaseOf(definition), TasksPlan.Build(definition), engine, r => Judge(definition, r, modelled), interrupt);
    }

    /// <summary>Computes a little and forgets the report, so that the first of several cases does not pay for what the compiler does at first use. Does nothing where time is virtual.</summary>
    public static async Task WarmUpAsync(IReadOnlyList<TasksDefinition> definitions, IEngine engine, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        ArgumentNullException.ThrowIfNull(engine);
        if (engine.Capabilities.HasFlag(EngineCapabilities.VirtualTime) || definitions.FirstOrDefault(d => d.Kind != TaskKind.Sleep) is not { } computing) return;
        await RunAsync(computing with { Model = ExecutionModel.Serial, Tasks = 1, Work = WarmUpWork, InterpreterLock = false }, engine, interrupt);
    }

    /// <summary>Unique among the cases of one call.</summary>
    private static string CaseOf(TasksDefinition definition)
    {
        string kind = definition.Kind == TaskKind.Pi ? "" : TasksPlan.NameOf(definition.Kind) + "-";
        string start = definition.Model.InProcesses && definition.Start != StartMethod.Spawn ? $"-{definition.Start}" : "";
        string work = definition.Kind == TaskKind.Pi && definition.Work != TasksDefinition.DefaultWork ? $"-{definition.Work}" : "";
        string pool = definition.Pool is { } workers ? $"-pool-of-{workers}" : "";
        string variant = definition.Variant.Length > 0 ? $"-{definition.Variant}" : "";
        return $"{kind}{definition.Model}-{definition.Tasks}{start}{work}{pool}{variant}";
    }

    private static Judgement Judge(TasksDefinition definition, RunResult result, bool modelled)
    {
        if (result.Outbox.OfType<TasksEnded>().SingleOrDefault() is not { } ended) return CaseRun.NobodyCanTell("a worker was lost");
        var figures = ImmutableArray.CreateBuilder<Figure>();
        figures.Add(new Figure("tasks", definition.Tasks, FigureUnit.Count));
        if (definition.Kind == TaskKind.Pi) figures.Add(new Figure("points", definition.Work, FigureUnit.Count));
        figures.Add(new Figure(Makespan, ended.Makespan.Nanoseconds, FigureUnit.Nanoseconds));
        var checks = ImmutableArray.CreateBuilder<CheckResult>();
        bool eachOnce = ended.Done.Select(d => d.Task).Order().SequenceEqual(Enumerable.Range(0, definition.Tasks));
        checks.Add(CaseRun.Check("tasks", eachOnce, $"{ended.Done.Length} tasks done, {definition.Tasks} to do"));
        checks.Add(CheckBound(definition, ended.Makespan, modelled));
        if (definition.Kind != TaskKind.Sleep && ended.Computed)
        {
            checks.Add(CaseRun.Check("work", ended.Done.All(d => d.Amount == definition.ShareOf(d.Task)), $"{ended.Amount} done, {definition.Work} to do"));
            if (definition.Kind == TaskKind.Pi) AddEstimate(ended, figures, checks);
        }

        return new Judgement(figures.ToImmutable(), checks.ToImmutable());
    }

    private static void AddEstimate(TasksEnded ended, ImmutableArray<Figure>.Builder figures, ImmutableArray<CheckResult>.Builder checks)
    {
        long tenMillionths = (long)(((Int128)ended.Hits * 40_000_000) / ended.Amount);
        figures.Add(new Figure(Estimate, tenMillionths, FigureUnit.TenMillionths));
        double standardError = Math.Sqrt(Math.PI * (4 - Math.PI) / ended.Amount);
        double error = Math.Abs((4.0 * ended.Hits / ended.Amount) - Math.PI);
        checks.Add(CaseRun.Check("estimate", error <= StandardErrors * standardError, $"{error / standardError:0.00} standard errors from pi, at most {StandardErrors:0} are chance"));
    }

    /// <summary>No machine is faster than its cores, its longest task, or what must be done under its interpreter lock. Nothing is known about what a real one should take to compute.</summary>
    private static CheckResult CheckBound(TasksDefinition definition, SimDuration makespan, bool modelled)
    {
        MachineProfile machine = definition.ChosenMachine;
        long[] costs = [.. Enumerable.Range(0, definition.Tasks).Select(i => modelled ? TasksPlan.CostOf(definition.Kind, definition.ShareOf(i)).Nanoseconds : 0)];
        bool oneAfterAnother = definition.Model == ExecutionModel.Serial;
        bool oneAtATime = oneAfterAnother || (machine.InterpreterLock && !definition.Model.InProcesses);
        long sleep = definition.Kind != TaskKind.Sleep ? 0 : definition.Sleep.Nanoseconds * (oneAfterAnother ? definition.Tasks : 1);
        var bound = new SimDuration(sleep + (oneAtATime ? costs.Sum() : Math.Max(costs.Max(), costs.Sum() / machine.Cores)));
        return CaseRun.Check("bound", makespan >= bound, $"took {makespan}, and at least {bound} is what the machine needs");
    }
}
