using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.Core.Model;

/// <summary>How a <see cref="Sink"/> writes and whom it tells.</summary>
public sealed record SinkOptions
{
    public required IActorRef Coordinator { get; init; }

    /// <summary>Writes one result; is given the <see cref="Resequencer.Completed.Result"/>.</summary>
    public required IBody Body { get; init; }

    public Occupancy Occupancy { get; init; } = Occupancy.Synchronous;

    /// <summary>Tells the coordinator after this many items, at least 1 and less than its window; a quarter of the window is a good choice.</summary>
    public int AcknowledgeEvery { get; init; } = 1;

    /// <summary>The number of the last item, after which the coordinator is told at once; null when it is not known.</summary>
    public long? LastItem { get; init; }

    /// <summary>Where the stream is taken up.</summary>
    public ResumePoint Resume { get; init; }

    /// <summary>Is told how far the output is; null where nobody will ever go on with it.</summary>
    public SinkJournal? Journal { get; init; }

    /// <summary>How often it tells in any case how far it is.</summary>
    public SimDuration RepeatPeriod { get; init; } = WorkerOptions.DefaultRepeatPeriod;
}
