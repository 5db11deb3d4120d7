namespace ActorLab.Simulation.Events;

/// <summary>What a pending event is ordered by, without a reference, so that moving keys costs no write barrier and the garbage collector need not look at them.</summary>
/// <param name="Time">In nanoseconds; not negative.</param>
/// <param name="Row">Where the <see cref="EventTable"/> has the rest: what breaks ties, and the event.</param>
internal readonly record struct EventKey(long Time, int Row);
