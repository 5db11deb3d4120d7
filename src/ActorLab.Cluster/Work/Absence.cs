namespace ActorLab.Cluster.Work;

/// <summary>How long a queue that is not there is asked for again: a broker that was killed may have forgotten it, and whoever makes it again may be slower to find the way back.</summary>
/// <param name="patience">In all, without the time in which there is no broker to ask; 0 for not at all.</param>
internal sealed class Absence(TimeSpan patience)
{
    private TimeSpan _waited;

    /// <summary>It is there.</summary>
    public void End() => _waited = TimeSpan.Zero;

    /// <param name="pause">Until it is asked for again.</param>
    /// <returns>False if it was waited for long enough.</returns>
    public bool TryWait(TimeSpan pause)
    {
        if (_waited >= patience) return false;
        _waited += pause;
        return true;
    }
}
