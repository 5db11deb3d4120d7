namespace ActorLab.Simulation.Events;

/// <summary>What goes first among events of the same time: the machine finishes its steps before new work arrives by a timer.</summary>
internal enum EventPriority
{
    Machine = 0,
    ThreadStart = 1,
    Timer = 2,
}
