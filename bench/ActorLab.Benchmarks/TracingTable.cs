using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Core.Primitives;
using ActorLab.Core.Report;
using ActorLab.Core.Trace;
using ActorLab.Experiments.LineCopy;
using ActorLab.Local;

namespace ActorLab.Benchmarks;

/// <summary>What tracing costs: nothing recorded, everything recorded and thrown away, everything written to a file, in turn.</summary>
internal static class TracingTable
{
    /// <param name="Workload">Name and parameters.</param>
    /// <param name="Off">Nanoseconds an operation, median over the rounds; so are the next two.</param>
    /// <param name="Discarded">With a sink that throws events away.</param>
    /// <param name="Written">With the writer of trace files.</param>
    /// <param name="BytesPerEvent">Of the last file.</param>
    /// <param name="EventsPerOperation">In the last file.</param>
    public sealed record Row(string Workload, double Off, double Discarded, double Written, double BytesPerEvent, double EventsPerOperation);

    private static readonly TraceHead s_head = new("benchmark", "local", 1, []);

    public static IReadOnlyList<Row> Run(long messages, int lines, int rounds) =>
    [
        Measure("ping-pong, 1 pair, 1 in flight", messages, rounds, trace => PingPong.Actors(1, 1, messages, trace).Seconds),
        Measure("ping-pong, 8 pairs, 100 in flight", messages, rounds, trace => PingPong.Actors(8, 100, messages / 8, trace).Seconds),
        Measure("line-copy pipeline", lines, rounds, trace => LineCopy(lines, trace)),
        Phold(1_024, 1, messages, rounds),
        Phold(1_024, 16, messages, rounds),
        Phold(16_384, 1, messages, rounds),
        Phold(16_384, 16, messages, rounds),
    ];

    /// <summary>In virtual time. An operation is an event, which is a send and a turn in a trace.</summary>
    private static Row Phold(int processes, int eventsEach, long events, int rounds)
    {
        var phold = new Phold(events < 10_000 ? Math.Min(processes, 64) : processes, eventsEach, events);
        return Measure($"phold, {phold.Processes:n0} × {eventsEach} events", events, rounds, trace => phold.Actors(trace).Seconds);
    }

    private static Row Measure(string workload, long operations, int rounds, Func<ITraceSink?, double> run)
    {
        var off = new List<double>();
        var discarded = new List<double>();
        var written = new List<double>();
        double bytesPerEvent = 0, eventsPerOperation = 0;
        string file = Path.GetTempFileName();
        try
        {
            // The first round warms up and is not counted.
            for (int round = 0; round <= rounds; round++)
            {
                off.Add(run(null));
                discarded.Add(run(new Discard()));
                using FileStream stream = File.Create(file);
                var writer = new TraceWriter(stream, s_head);
                written.Add(run(writer));
                writer.Complete(SimDuration.Zero, "Completed");
                if (writer.Failure is { } failure) throw new IOException(failure);
                if (writer.Events < operations) throw new InvalidOperationException($"{writer.Events} events of {operations} operations");
                bytesPerEvent = (double)stream.Length / writer.Events;
                eventsPerOperation = (double)writer.Events / operations;
            }
        }
        finally
        {
            File.Delete(file);
        }

        return new Row(workload, Nanoseconds(off), Nanoseconds(discarded), Nanoseconds(written), bytesPerEvent, eventsPerOperation);

        double Nanoseconds(List<double> seconds) => Comparison.Median([.. seconds.Skip(1)]) / operations * 1e9;
    }

    private static double LineCopy(int lines, ITraceSink? trace)
    {
        ExecutionModel model = ExecutionModel.Pipeline;
        var definition = new LineCopyDefinition { Model = model, Workers = model.DefaultWorkers, Lines = lines };
        RunReport report = LineCopyExperiment.RunAsync(definition, new Traced(trace), null, CancellationToken.None).GetAwaiter().GetResult();
        if (report.Failure is not null || report.Items != lines) throw new InvalidOperationException($"{model}: {report.Items} items, {report.Failure}");
        return report.Makespan.TotalSeconds;
    }

    /// <summary>The local engine with a sink for every run.</summary>
    private sealed class Traced(ITraceSink? trace) : IEngine
    {
        private readonly LocalEngine _engine = new();

        public string Name => _engine.Name;

        public EngineCapabilities Capabilities => _engine.Capabilities;

        public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt) => _engine.RunAsync(plan, options with { Trace = trace }, interrupt);
    }

    private sealed class Discard : ITraceSink
    {
        public void Record(in TraceEvent traceEvent)
        {
        }
    }
}
