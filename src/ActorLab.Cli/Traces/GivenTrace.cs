using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Commands;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;
using ActorLab.Reporting.Traces;

namespace ActorLab.Cli.Traces;

/// <summary>A trace that the user named, as far as it could be read.</summary>
/// <param name="Model">All events; null if there are more than fit.</param>
/// <param name="Summary">Its figures.</param>
/// <param name="Evidence">Whether all of it is there.</param>
internal sealed record GivenTrace(TraceModel? Model, TraceSummary Summary, TraceEvidence Evidence)
{
    /// <param name="path">As it was typed; <c>-</c> is standard input.</param>
    /// <param name="about">The argument that named it.</param>
    /// <param name="problems">Takes the reason when it is no trace.</param>
    /// <param name="interrupt">Ends the reading early.</param>
    /// <exception cref="IOException">The file can be read no further.</exception>
    public static GivenTrace? Read(string path, string about, ICollection<Diagnostic> problems, CancellationToken interrupt)
    {
        using Stream? file = GivenFile.OpenStream(path, about, problems);
        if (file is null) return null;
        try
        {
            return Read(new TraceReader(new BufferedStream(file, 1 << 16)), interrupt);
        }
        catch (TraceFormatException refused)
        {
            problems.Add(Problem.UnusableFile(about, $"expected a trace, but {path} is none: {refused.Message}"));
            return null;
        }
    }

    private static GivenTrace Read(TraceReader reader, CancellationToken interrupt)
    {
        var summary = new TraceSummaryBuilder(reader.Head);
        TraceModel? model = new(reader.Head);
        while (reader.ReadChunk() is { } events)
        {
            interrupt.ThrowIfCancellationRequested();
            // The figures need no memory to speak of; what needs all events is given up.
            if (model is not null && model.Count + events.Length > TraceModel.MaxEvents) model = null;
            foreach (ref readonly TraceEvent traceEvent in events.AsSpan())
            {
                summary.Add(traceEvent);
                model?.Add(traceEvent);
            }
        }

        model?.Complete(reader.End);
        return new GivenTrace(model, summary.Build(reader.End), TraceEvidence.Of(reader));
    }
}
