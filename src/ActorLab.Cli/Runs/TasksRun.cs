using System.Collections.Immutable;
using ActorLab.Cli.CommandLine;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Experiments.Tasks;
using ActorLab.Reporting;

namespace ActorLab.Cli.Runs;

/// <summary>Runs equal tasks, case by case, and prints what came of it beside what was published.</summary>
internal sealed class TasksRun(TasksRequest request, CommandCall call)
{
    /// <summary>With more cases than this, what happened in each is in <c>--json</c> alone.</summary>
    private const int CasesWithEvents = 3;

    public async Task<int> RunAsync()
    {
        using TraceFiles? traces = request.Trace is { } path ? TraceFiles.Open(path, request.Definitions.Length > 1, [], call.Problems) : null;
        if (call.Problems.Count > 0) return call.Reject();
        ImmutableArray<CaseReport> cases = await RunAllAsync(traces).ConfigureAwait(false);
        Print(cases);
        foreach (CaseReport failed in cases.Where(c => c.Failure is not null)) call.Error.WriteLine($"actorlab: {failed.Case}: {VerdictText.Printable(failed.Failure!)}");
        // The signal may have come between two cases, none of which was interrupted then.
        bool isCut = cases.Length < request.Definitions.Length;
        return ExitCode.Gravest([.. cases.Select(c => c.ExitCode), isCut ? ExitCode.Interrupted : ExitCode.Holds, traces?.Report(call.Error) ?? ExitCode.Holds]);
    }

    /// <summary>Null for a case that was not completed, which has none.</summary>
    public static SimDuration? MakespanOf(CaseReport report) =>
        report.Figures.Where(f => f.Name == TasksExperiment.Makespan).Select(f => (SimDuration?)new SimDuration(f.Value)).FirstOrDefault();

    private async Task<ImmutableArray<CaseReport>> RunAllAsync(TraceFiles? traces)
    {
        var cases = ImmutableArray.CreateBuilder<CaseReport>();
        await TasksExperiment.WarmUpAsync(
            request.Definitions, request.CreateEngine(request.Engine, call.Error), call.Interrupt).ConfigureAwait(false);
        foreach (TasksDefinition definition in request.Definitions)
        {
            IEngine engine = request.CreateEngine(request.Engine, call.Error);
            cases.Add(await TasksExperiment.RunAsync(definition, traces is null ? engine : new TracedEngine(engine, traces), call.Interrupt).ConfigureAwait(false));
            if (call.Interrupt.IsCancellationRequested) break;
        }

        return cases.ToImmutable();
    }

    private void Print(ImmutableArray<CaseReport> cases)
    {
        string own = TaskLessons.Of(request.Definitions, cases);
        if (request.Rows is not [var row, ..])
        {
            var study = new CaseStudy(request.Definitions[0].Experiment, cases, own);
            call.Out.Write(request.Json ? CaseJson.Render([study]) : Text(study));
            return;
        }

        var published = new CaseStudy(row.Name, cases, own);
        ImmutableArray<PublishedComparison> comparisons =
            [.. cases.Zip(request.Rows, request.Definitions).Select(c => c.Second.Compare(IsAsPublished(c.Second, c.Third, c.First.Machine is null), c.First.Machine, MakespanOf(c.First)))];
        if (request.Json) call.Out.Write(CaseJson.Render([published], comparisons, row.Result));
        else call.Out.Write(Text(published with { Lesson = "" }) + "\n" + Published(row, cases, comparisons, own));
    }

    /// <summary>Whether a run is that of a row in all that matters to its time. That a real machine has no interpreter lock is a matter of the machine.</summary>
    public static bool IsAsPublished(PublishedRow row, TasksDefinition definition, bool isReal) =>
        definition.ChosenMachine.Cores == row.Task!.ChosenMachine.Cores && row.Task == definition with
        {
            Cores = row.Task.Cores,
            Seed = row.Task.Seed,
            InterpreterLock = isReal ? row.Task.InterpreterLock : definition.InterpreterLock,
        };

    private string Text(CaseStudy study)
    {
        if (study.Cases.Length > CasesWithEvents) study = study with { Cases = [.. study.Cases.Select(c => c with { Events = [] })] };
        return CaseText.Render(study, call.Io.WidthColumns);
    }

    private string Published(PublishedRow row, ImmutableArray<CaseReport> cases, ImmutableArray<PublishedComparison> comparisons, string own) =>
        PublishedRowText.RenderSeveral(cases.Zip(comparisons).Select(c => (c.First.Case, c.Second, c.First.Machine)), row, call.Io.WidthColumns)
        + (
            request.IsEnlarged
                ? $"here {row.RealWorkFactor} times the work: compiled code does what was published before a process has "
                    + "started (--work sets another amount)\n"
                : "")
        + (own.Length > 0 ? $"lesson of {row.Name}: {own}\n" : "");
}
