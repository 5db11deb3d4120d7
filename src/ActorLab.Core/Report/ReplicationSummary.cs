using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Core.Report;

/// <summary>The same run several times, in figures: with other seeds in virtual time, again and again on a real machine.</summary>
public sealed class ReplicationSummary
{
    private readonly RunningMoments[] _waits = [.. Enum.GetValues<PathKind>().Select(_ => new RunningMoments())];

    public ReplicationSummary(Measurement first)
    {
        First = first;
        Add(first);
    }

    /// <summary>All others differ from it by their seed alone, or by nothing but chance.</summary>
    public Measurement First { get; }

    /// <summary>All of them, those without an end too.</summary>
    public int Runs { get; private set; }

    /// <summary>Runs that came to no end, whose times are not counted.</summary>
    public int Unfinished { get; private set; }

    /// <summary>In seconds.</summary>
    public RunningMoments Makespan { get; } = new();

    /// <summary>Of what <see cref="Measurement.Amount"/> counts.</summary>
    public RunningMoments PerSecond { get; } = new();

    /// <summary>W, in seconds; empty where no item was followed.</summary>
    public RunningMoments Latency { get; } = new();

    /// <summary>L; empty where no item was followed.</summary>
    public RunningMoments UnderWay { get; } = new();

    /// <summary>Of the run that is furthest from Little's law, as a share; 0 where no item was followed.</summary>
    public double LittleError { get; private set; }

    /// <summary>How often the order was lost, and how; null for what copies no stream.</summary>
    public OrderSummary? Order { get; private set; }

    public int ExitCode { get; private set; }

    /// <summary>The first reason that was given for a run without an end; null if there was none.</summary>
    public string? Failure { get; private set; }

    /// <summary>In seconds, by kind, in the order of <see cref="PathKind"/>; only kinds that some run waited for. A run that did not counts with 0.</summary>
    public IEnumerable<(PathKind Kind, RunningMoments Seconds)> Waits => Enum.GetValues<PathKind>().Select(k => (k, _waits[(int)k])).Where(w => w.Item2.Most > 0);

    public void Add(Measurement run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Runs++;
        ExitCode = Report.ExitCode.Gravest([ExitCode, run.ExitCode]);
        Failure ??= run.Failure;
        if (run.Stream is { } stream)
        {
            Order ??= new OrderSummary();
            Order.Add(stream);
        }

        if (!run.IsComplete)
        {
            Unfinished++;
            return;
        }

        Makespan.Add(run.Makespan.TotalSeconds);
        PerSecond.Add(run.PerSecond);
        foreach (PathKind kind in Enum.GetValues<PathKind>()) _waits[(int)kind].Add(run.Waits.GetValueOrDefault(kind).TotalSeconds);
        if (run.Items.Span == SimDuration.Zero) return;
        Latency.Add(run.Items.MeanLatencySeconds);
        UnderWay.Add(run.Items.MeanUnderWay());
        LittleError = Math.Max(LittleError, run.Items.LittleError());
    }
}
