namespace ActorLab.Conformance.Scripts;

/// <summary>Counts who is in a place at once, on any thread.</summary>
public sealed class Crowd
{
    private int _inside;
    private int _most;

    /// <summary>The most that were ever inside at once.</summary>
    public int Most => Volatile.Read(ref _most);

    public void Enter()
    {
        int now = Interlocked.Increment(ref _inside);
        int most = Volatile.Read(ref _most);
        while (now > most)
        {
            int before = Interlocked.CompareExchange(ref _most, now, most);
            if (before == most) return;
            most = before;
        }
    }

    public void Leave() => Interlocked.Decrement(ref _inside);

    /// <summary>Waits until so many have been inside at once.</summary>
    public ValueTask Gather(IMachine machine, int count) => Polling.Until(machine, () => Most >= count, $"{count} are inside at once");
}
