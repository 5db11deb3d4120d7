using System.Diagnostics.CodeAnalysis;
using ActorLab.Simulation.Cells;
using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.Tests;

/// <summary>Sets of pending events that hold no messages.</summary>
internal static class TakenEvents
{
    public static bool TryTakeEvent(this PendingEvents pending, [NotNullWhen(true)] out PendingEvent? what, out long time)
    {
        what = pending.TryGetNext(out EventKey next) ? pending.Take(next, out _, out DelayedSend _) : null;
        time = next.Time;
        return what is not null;
    }
}
