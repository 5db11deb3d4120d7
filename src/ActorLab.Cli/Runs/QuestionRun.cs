using System.Collections.Immutable;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Definitions;
using ActorLab.Cli.Terminal;
using ActorLab.Core.Model;
using ActorLab.Core.Report;
using ActorLab.Experiments.LineCopy;
using ActorLab.Experiments.Tasks;
using ActorLab.Reporting;

namespace ActorLab.Cli.Runs;

/// <summary>Runs the same again and again, or with one value after the other, and prints what the figures say.</summary>
/// <remarks>All that is compared is run in turn, and then all of it again: on a real machine, whose speed drifts, no subject has the slow minutes for itself.</remarks>
internal sealed class QuestionRun
{
    private readonly QuestionRequest _request;
    private readonly CommandCall _call;
    private readonly ProgressLine _progress;

    /// <summary>By subject, with the subject at each value; the first alone where all values make the same of it.</summary>
    private readonly ImmutableArray<ImmutableArray<MeasuredSubject>> _subjects;

    private readonly ReplicationSummary?[][] _summaries;

    public QuestionRun(QuestionRequest request, CommandCall call)
    {
        _request = request;
        _call = call;
        _progress = new ProgressLine(call.Error, call.Io.ErrorIsTerminal, TimeProvider.System);
        // Where speeds are compared, a real run has nothing else to do.
        bool watched = IsVirtual || request.Swept is null;
        ImmutableArray<MeasuredSubject>[] points =
            [.. request.Points.Select(p => MeasuredSubject.Of(p.Request, watched, call.Error))];
        _subjects = [.. points[0].Select(s => Varied([.. points.Select(p => p.Single(other => other.Name == s.Name))]))];
        _summaries = [.. _subjects.Select(s => new ReplicationSummary?[s.Length])];
    }

    public async Task<int> RunAsync()
    {
        foreach (LineCopyDefinition definition in _request.Points.Select(p => p.Request).OfType<LineCopyRequest>().SelectMany(r => r.Definitions))
            _call.Problems.AddRange(LineCopyExperiment.Check(definition));
        foreach (PipelineRequest pipeline in _request.Points.Select(p => p.Request).OfType<PipelineRequest>()) _call.Problems.AddRange(PipelineFiles.Check(pipeline.Pipeline));
        if (_call.Problems.Count > 0) return _call.Reject();
        await WarmUpAsync().ConfigureAwait(false);
        _progress.Begin("runs");
        try
        {
            await RunAllAsync().ConfigureAwait(false);
        }
        finally
        {
            _progress.Clear();
        }

        ReplicationSummary[] done = [.. _summaries.SelectMany(s => s).OfType<ReplicationSummary>()];
        if (done.Length > 0) Print();
        foreach (ReplicationSummary failed in done.Where(s => s.Failure is not null)) _call.Error.WriteLine($"actorlab: {failed.First.Subject}: {VerdictText.Printable(failed.Failure!)}");
        return ExitCode.Gravest([.. done.Select(s => s.ExitCode), _call.Interrupt.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Holds]);
    }

    private static ImmutableArray<MeasuredSubject> Varied(ImmutableArray<MeasuredSubject> values) => values.Skip(1).All(v => v.Identity.Equals(values[0].Identity)) ? values[..1] : values;

    private async Task WarmUpAsync()
    {
        switch (_request.Points[0].Request)
        {
            case LineCopyRequest lineCopy:
                await LineCopyExperiment.WarmUpAsync(
                    lineCopy.Definitions, lineCopy.CreateEngine(lineCopy.Engine, _call.Error), _call.Interrupt).ConfigureAwait(false);
                break;
            case TasksRequest tasks:
                await TasksExperiment.WarmUpAsync(
                    tasks.Definitions, tasks.CreateEngine(tasks.Engine, _call.Error), _call.Interrupt).ConfigureAwait(false);
                break;
        }
    }

    private async Task RunAllAsync()
    {
        long done = 0, total = (long)_request.Replications * _subjects.Sum(s => s.Length);
        for (int repetition = 0; repetition < _request.Replications; repetition++)
        {
            for (int subject = 0; subject < _subjects.Length; subject++)
            {
                for (int value = 0; value < _subjects[subject].Length; value++)
                {
                    // What is real differs by itself.
                    ulong more = IsVirtual ? (ulong)repetition : 0;
                    Measurement run = await _subjects[subject][value].RunAsync(more, _call.Interrupt).ConfigureAwait(false);
                    // A run that was cut short says nothing about the others.
                    if (_call.Interrupt.IsCancellationRequested) return;
                    if (_summaries[subject][value] is { } summary) summary.Add(run);
                    else _summaries[subject][value] = new ReplicationSummary(run);
                    _progress.Report(new Progress(++done, total));
                }
            }
        }
    }

    private bool IsVirtual => _request.Points[0].Request switch
    {
        LineCopyRequest lineCopy => lineCopy.Engine == Engines.Simulation,
        TasksRequest tasks => tasks.Engine == Engines.Simulation,
        CasesRequest cases => cases.Engine == Engines.Simulation,
        PipelineRequest pipeline => pipeline.Engine == Engines.Simulation,
        _ => false,
    };

    private void Print()
    {
        int width = _call.Io.WidthColumns;
        if (_request.Swept is { } swept)
        {
            Sweep[] sweeps = [.. _summaries.Select(s => SweepOf(swept, s)).OfType<Sweep>()];
            _call.Out.Write(_request.Json ? SweepJson.Render(sweeps) : SweepText.Render(sweeps, width, _call.Io.DrawsUnicode));
            return;
        }

        ReplicationSummary[] summaries = [.. _summaries.Select(s => s[0]).OfType<ReplicationSummary>()];
        if (_request.WarmUp is { } warmUp)
        {
            SteadyState[] states = [.. summaries.Select(s => SteadyState.Of(s.First.Items.Latencies(), warmUp.Items))];
            _call.Out.Write(_request.Json ? ReplicationJson.Render(summaries, states, Published(summaries)) : ReplicationText.RenderSteady(summaries, states, width));
            return;
        }

        ImmutableArray<PublishedComparison> published = Published(summaries);
        if (_request.Json)
        {
            _call.Out.Write(ReplicationJson.Render(summaries, null, published));
            return;
        }

        _call.Out.Write(ReplicationText.Render(summaries, width));
        if (Rows is not [var row, ..] || published.IsEmpty) return;
        _call.Out.Write("\n" + PublishedRowText.RenderSeveral(summaries.Zip(published).Select(p => (p.First.First.Subject, p.Second, p.First.First.Machine)), row, width));
    }

    /// <summary>The rows that were asked for by name, one for each subject; empty where none was.</summary>
    private ImmutableArray<PublishedRow> Rows => _request.Points[0].Request switch
    {
        LineCopyRequest { Row: { } row } => [row],
        TasksRequest tasks => tasks.Rows,
        _ => [],
    };

    /// <summary>The means beside what was published; empty where no row was asked for, or not all of it was run.</summary>
    private ImmutableArray<PublishedComparison> Published(ReplicationSummary[] summaries)
    {
        if (Rows.IsEmpty || summaries.Length < Rows.Length) return [];
        return _request.Points[0].Request switch
        {
            LineCopyRequest { Row: { } row } lineCopy => [PublishedRowText.Compare(row, lineCopy.Definitions[0], summaries[0].First.Stream!) with { Here = Mean(summaries[0]) }],
            TasksRequest tasks => [.. summaries.Select((s, i) => tasks.Rows[i].Compare(TasksRun.IsAsPublished(tasks.Rows[i], tasks.Definitions[i], !IsVirtual), s.First.Machine, Mean(s)))],
            _ => [],
        };
    }

    private static SimDuration? Mean(ReplicationSummary summary) => summary.Makespan.Count == 0 ? null : new SimDuration((long)Math.Round(summary.Makespan.Mean * 1e9));

    /// <returns>Null when nothing of it was run.</returns>
    private Sweep? SweepOf(SweptSetting swept, ReplicationSummary?[] summaries)
    {
        ImmutableArray<SweepValue> values =
        [
            .. _request.Points.Zip(summaries).Where(v => v.Second is not null).Select(v => new SweepValue(v.First.Value, v.First.Number, v.Second!)),
        ];
        return values.IsEmpty ? null : new Sweep(swept.Key, swept.Kind, values) { IsConstant = summaries.Length == 1 && _request.Points.Length > 1 };
    }
}
