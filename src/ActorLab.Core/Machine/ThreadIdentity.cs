namespace ActorLab.Core.Machine;

/// <summary>Who is running a body just now.</summary>
/// <param name="Thread">Name of the thread, such as <c>worker-3</c>.</param>
/// <param name="ManagedThreadId">Number of the thread within its process.</param>
/// <param name="ProcessId">Process id; simulated on a simulated machine.</param>
/// <param name="ThreadCount">Threads that the process has at this moment.</param>
/// <param name="CpuNumber">The CPU that the thread is on, from 0.</param>
public readonly record struct ThreadIdentity(string Thread, int ManagedThreadId, int ProcessId, int ThreadCount, int CpuNumber);
