namespace ActorLab.Simulation.Events;

/// <summary>What goes first among events of the same time: the machine finishes its steps before new work arrives by a
/// timer.</summary>
internal enum EventPriority
{
    Machine = 0,
    ThreadStart = 1,
    ProcessStart = 2,

    /// <summary>As Akka's own timers have it.</summary>
    Timer = 3,

    /// <summary>Whatever was to happen at that time has happened.</summary>
    Fault = 4,
}
