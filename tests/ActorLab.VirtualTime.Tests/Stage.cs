using Akka.Actor;

namespace ActorLab.VirtualTime.Tests;

/// <summary>Where a scenario plays: an actor system, in virtual time or on real dispatchers, and the list of what
/// happened.</summary>
public sealed class Stage(ActorSystem system, Func<TimeSpan> now)
{
    private readonly Lock _lock = new();
    private readonly List<(TimeSpan At, string What)> _notes = [];
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ActorSystem System { get; } = system;

    /// <summary>By how much delays are longer: in virtual time a lot, so that no timer can run out for real before it is moved to
    /// the virtual clock.</summary>
    public int Scale { get; init; } = 1;

    /// <summary>How many notes end the scenario.</summary>
    public int Expected { get; init; } = int.MaxValue;

    public Task Enough => _enough.Task;

    public IReadOnlyList<(TimeSpan At, string What)> Notes
    {
        get
        {
            lock (_lock) return [.. _notes];
        }
    }

    public TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds((long)milliseconds * Scale);

    public void Note(string what)
    {
        lock (_lock)
        {
            _notes.Add((now(), what));
            if (_notes.Count == Expected) _enough.TrySetResult();
        }
    }

    public IActorRef Actor<T>(Func<T> make, string name)
        where T : ActorBase => System.ActorOf(Props.CreateBy(new Producer<T>(make)), name);

    public static Props PropsOf<T>(Func<T> make)
        where T : ActorBase => Props.CreateBy(new Producer<T>(make));

    private sealed class Producer<T>(Func<T> make) : IIndirectActorProducer
        where T : ActorBase
    {
        public Type ActorType => typeof(T);

        public ActorBase Produce() => make();

        public void Release(ActorBase actor)
        {
        }
    }
}

/// <summary>Something that ordinary Akka.NET code does, with the moments at which it must do so in virtual time.</summary>
/// <param name="Name">What of Akka it shows.</param>
/// <param name="Start">Sets it going.</param>
/// <param name="Expected">Milliseconds and notes, in order.</param>
public sealed record Scenario(string Name, Action<Stage> Start, params (double Milliseconds, string What)[] Expected)
{
    public string Hocon { get; init; } = "";

    public override string ToString() => Name;
}
