namespace ActorLab.Local.Dispatchers;

/// <summary>Something a dispatcher gives a thread to: an actor with messages, or the rest of a body whose wait is over.</summary>
internal interface IRunnable
{
    void Run(DispatcherThread thread);
}
