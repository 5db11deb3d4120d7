namespace ActorLab.Core.Trace.Analysis;

/// <summary>Where two traces that should be equal part.</summary>
/// <param name="Number">Of the event, from 1: all before it are equal.</param>
/// <param name="First">What the first trace has there; null if it has ended.</param>
/// <param name="Second">What the second trace has there; null if it has ended.</param>
/// <param name="FirstNames">Paths of the actors of the first trace that were spawned until then, the event included.</param>
/// <param name="SecondNames">The same of the second trace.</param>
public sealed record TraceDifference(
    long Number, TraceEvent? First, TraceEvent? Second, IReadOnlyDictionary<ActorId, string> FirstNames, IReadOnlyDictionary<ActorId, string> SecondNames)
{
    /// <summary>Compares event by event, with everything that an event holds.</summary>
    /// <param name="first">Read once, to its end or to the difference.</param>
    /// <param name="second">The same.</param>
    /// <param name="digest">Takes the events that both have.</param>
    /// <returns>Null when they are equal.</returns>
    public static TraceDifference? Find(IEnumerable<TraceEvent> first, IEnumerable<TraceEvent> second, TraceDigest digest)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(digest);
        var names = new Dictionary<ActorId, string>();
        using IEnumerator<TraceEvent> left = first.GetEnumerator(), right = second.GetEnumerator();
        while (true)
        {
            TraceEvent? a = left.MoveNext() ? left.Current : null, b = right.MoveNext() ? right.Current : null;
            if (a != b) return new TraceDifference(digest.EventCount + 1, a, b, With(names, a), With(names, b));
            if (a is not { } same) return null;
            digest.Record(same);
            if (same.Kind == TraceKind.Spawn) names[same.Actor] = same.Detail;
        }
    }

    private static Dictionary<ActorId, string> With(Dictionary<ActorId, string> names, TraceEvent? last)
    {
        var all = new Dictionary<ActorId, string>(names);
        if (last is { Kind: TraceKind.Spawn } spawn) all[spawn.Actor] = spawn.Detail;
        return all;
    }
}
