using Akka.Actor;
using ActorLab.VirtualTime.Runtime;

namespace ActorLab.VirtualTime.Events;

internal enum EventKind : byte
{
    /// <summary>The target gets a message.</summary>
    Tell,

    /// <summary>The target is an <see cref="System.Action"/>.</summary>
    Action,

    /// <summary>The target is a <see cref="Akka.Dispatch.IRunnable"/>.</summary>
    Runnable,

    /// <summary>The target is a timer of .NET.</summary>
    RuntimeTimer,

    /// <summary>The target goes on with code that owns the world, and that may block.</summary>
    Continuation,

    /// <summary>The target is an <see cref="System.Action"/> for when everything else of its moment has happened.</summary>
    Patient,

    /// <summary>The target is an <see cref="EngineEvent"/>.</summary>
    Engine,
}

/// <summary>What happens at a moment.</summary>
/// <param name="Kind">What is done with the target.</param>
/// <param name="Target">See the kind.</param>
/// <param name="Message">For a tell.</param>
/// <param name="Sender">For a tell; may be null.</param>
/// <param name="Cancel">Asked when the moment has come; null where the event cannot be taken back.</param>
/// <param name="System">The system whose scheduler was asked.</param>
/// <param name="Every">Nanoseconds until it happens again; 0 for once. Of an event of an engine, its number among those of its
/// target: it counts as long as the target has that number.</param>
internal readonly record struct PendingEvent(
    EventKind Kind, object Target, object? Message, IActorRef? Sender, ICancelable? Cancel, VirtualSystem System, long Every)
{
    /// <summary>Of events of one moment, those with the lower number happen first.</summary>
    public long Tie { get; init; }

    public bool IsCancelled => Kind switch
    {
        EventKind.Engine => ((EngineEvent)Target).Stamp != Every,
        EventKind.RuntimeTimer => ((TimerCapture.Due)Target).IsOver,
        _ => Cancel is { IsCancellationRequested: true },
    };
}
