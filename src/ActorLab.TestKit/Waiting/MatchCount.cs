using Akka.Event;
using Akka.TestKit.Internal;

namespace ActorLab.TestKit.Waiting;

/// <summary>Counts the log events that an event filter matches.</summary>
internal sealed class MatchCount
{
    private readonly TaskCompletionSource _reached = new();
    private int _least = int.MaxValue;

    public int Value { get; private set; }

    /// <summary>A task that finishes when so many have been counted; asked once.</summary>
    public Task Reached(int least)
    {
        _least = least;
        Check();
        return _reached.Task;
    }

    public void Add(EventFilterBase filter, LogEvent logEvent)
    {
        Value++;
        Check();
    }

    private void Check()
    {
        if (Value >= _least) _reached.TrySetResult();
    }
}
