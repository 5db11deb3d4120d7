namespace ActorLab.Cluster.Engine;

/// <summary>The members that a run may invite, and those of them that will have no part in it: one that cannot build its plan, or must not start a program of it, is not asked again.</summary>
internal sealed class Invitees
{
    /// <summary>One that was last heard of so long ago may have left.</summary>
    private const long FreshMs = 30_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _heard = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private string? _lastRefusal;

    /// <summary>A member has said that it is there.</summary>
    /// <returns>False if it has refused.</returns>
    public bool Hear(string member)
    {
        lock (_gate)
        {
            _heard[member] = Environment.TickCount64;
            return !_refused.Contains(member);
        }
    }

    /// <summary>A member has left.</summary>
    public void Forget(string member)
    {
        lock (_gate) _heard.Remove(member);
    }

    public void Refuse(string member, string reason)
    {
        lock (_gate)
        {
            _refused.Add(member);
            _lastRefusal = reason;
        }
    }

    /// <summary>What the last one said; null while there is a member that has not refused, or none that has.</summary>
    public string? RefusalOfAll()
    {
        long fresh = Environment.TickCount64 - FreshMs;
        lock (_gate) return _heard.Any(h => h.Value >= fresh && !_refused.Contains(h.Key)) ? null : _lastRefusal;
    }
}
