using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Local.Cells;
using ActorLab.Local.Tracing;
using ActorCell = ActorLab.Local.Cells.ActorCell;

namespace ActorLab.Local.Hosting;

/// <summary>The actor system of a run: its actors are hosted there, on dispatchers that are made when an actor first asks for
/// one.</summary>
internal sealed class LabSystem
{
    private const string CallingThread = "calling-thread";

    private readonly ActorSystem _system;
    private readonly LabSettings _settings;
    private readonly IActorRefFactory _guardian;
    private readonly LocalTrace? _trace;
    private readonly Action<Exception> _broken;
    private readonly ConcurrentDictionary<string, Lazy<ThreadDispatcher>> _dispatchers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ThreadDispatcher, bool> _pinned = new();
    private readonly ConditionalWeakTable<IActorRef, ActorCell> _cells = [];

    /// <summary>What the actors are called whose hosts have these names; kept for a log alone.</summary>
    private readonly ConcurrentDictionary<string, string>? _names;

    /// <param name="settings">Of the run.</param>
    /// <param name="log">Gets the lines of the log.</param>
    /// <param name="clock">Of the run.</param>
    /// <param name="trace">Of the run; null if it is not traced.</param>
    /// <param name="broken">Told what a turn threw: never an actor's failure, always the engine's own.</param>
    /// <param name="deadLetter">Told of a message that came when its host had stopped: to which cell, the message, its
    /// sender.</param>
    public LabSystem(
        LabSettings settings, Action<string> log, RunClock clock, LocalTrace? trace, Action<Exception> broken,
        Action<ActorCell, IMessage, WatchableRef?> deadLetter)
    {
        _settings = settings;
        _trace = trace;
        _broken = broken;
        _names = settings.Logs ? new ConcurrentDictionary<string, string>(StringComparer.Ordinal) : null;
        _system = ActorSystem.Create("actorlab", settings.Config);
        ((RunLogger)_system.Settings.StdoutLogger).Begin(clock, host => _names?.GetValueOrDefault(host) ?? host, log);
        _guardian = (IActorRefFactory)((ActorRefWithCell)((ExtendedActorSystem)_system).Guardian).Underlying;
        _system.EventStream.Subscribe(new LateMessages(this, deadLetter), typeof(Akka.Event.DeadLetter));
    }

    /// <summary>The dispatcher of the calling thread; null until <see cref="UseCallingThread"/>.</summary>
    public ThreadDispatcher? Caller { get; private set; }

    public void UseCallingThread() =>
        Caller = ThreadDispatcher.Register(_system, CallingThread,
            new DispatcherThreads(CallingThread, 1, _trace, _broken) { IsCallers = true });

    /// <summary>Makes the host of a cell; it does nothing before it is told to.</summary>
    /// <exception cref="ArgumentException">The dispatcher cannot be had.</exception>
    public ActorRefWithCell Host(ActorCell cell, DispatcherPolicy policy, out ThreadDispatcher? pinned)
    {
        string? deployed = DeployedOn(cell.LabPath, policy);
        pinned = deployed is null && policy.Kind == DispatcherKind.Pinned ? Pinned(cell) : null;
        Props props = Props.CreateBy(new Host.Producer(cell))
            .WithDispatcher(deployed ?? pinned?.Id ?? DispatcherOf(policy)).WithMailbox("actorlab.mailbox");
        string name = $"{cell.Id.Value}";
        if (_names is not null) _names[name] = cell.LabPath;
        // ActorSystem.ActorOf would make the mailbox some time later.
        var host = (ActorRefWithCell)_guardian.ActorOf(props, name);
        _cells.Add(host, cell);
        return host;
    }

    /// <summary>The most messages that an actor handles before others on its dispatcher get a turn.</summary>
    public int ShareOf(ActorCell cell, DispatcherPolicy policy) =>
        // A dispatcher of Akka's counts for itself.
        DeployedOn(cell.LabPath, policy) is not null ? int.MaxValue
        : policy.Throughput == DispatcherPolicy.DefaultThroughput ? _settings.Throughput
        : policy.Throughput;

    /// <summary>An actor has failed.</summary>
    public void LogFailure(ActorCell cell, Exception failure)
    {
        if (_settings.Logs) _system.EventStream.Publish(new Akka.Event.Error(failure, cell.LabPath, typeof(Host), ""));
    }

    /// <summary>A message has become a dead letter in a way that Akka knows nothing of.</summary>
    public void LogDeadLetter(DeadLetterReason reason, WatchableRef? sender, WatchableRef receiver, IMessage message)
    {
        if (!_settings.Logs || _system.Settings.LogDeadLetters == 0) return;
        _system.EventStream.Publish(new Akka.Event.Dropped(message, $"{reason}", HostOf(sender), HostOf(receiver)));
    }

    /// <summary>The thread of a pinned actor has ended.</summary>
    public void Forget(ThreadDispatcher pinned) => _pinned.TryRemove(pinned, out _);

    /// <summary>Ends it, and its threads: hosts that are in a turn end when that has ended.</summary>
    /// <param name="patience">How long to wait for turns.</param>
    /// <returns>False if a turn had not ended after the time; what it holds ends later.</returns>
    public async Task<bool> EndAsync(TimeSpan patience)
    {
        Task end = _system.Terminate().ContinueWith(_ => Close(), CancellationToken.None, TaskContinuationOptions.None,
            TaskScheduler.Default);
        if (await Task.WhenAny(end, Task.Delay(patience, CancellationToken.None)).ConfigureAwait(false) != end) return false;
        bool ended = true;
        foreach (ThreadDispatcher dispatcher in All) ended &= dispatcher.Join(patience);
        return ended;
    }

    private IEnumerable<ThreadDispatcher> All => _dispatchers.Values.Select(lazy => lazy.Value).Concat(_pinned.Keys);

    private void Close()
    {
        foreach (ThreadDispatcher dispatcher in All) dispatcher.Close();
    }

    private ThreadDispatcher Pinned(ActorCell cell)
    {
        ThreadDispatcher pinned = ThreadDispatcher.Register(_system, $"pinned-{cell.Id.Value}",
            new DispatcherThreads(cell.Name, 1, _trace, _broken));
        _pinned[pinned] = true;
        return pinned;
    }

    private IActorRef HostOf(WatchableRef? actor) => (actor as ActorCell)?.Host ?? _system.DeadLetters;

    /// <summary>The dispatcher of Akka's that the settings put an actor on; null for that of its policy.</summary>
    /// <exception cref="ArgumentException">It cannot leave its thread.</exception>
    private string? DeployedOn(string path, DispatcherPolicy policy)
    {
        if (_settings.DispatcherOf(path) is not { } id) return null;
        return policy.Kind == DispatcherKind.CallingThread
            ? throw new ArgumentException($"{path} is on the calling thread and cannot be deployed on dispatcher '{id}'")
            : id;
    }

    private string DispatcherOf(DispatcherPolicy policy)
    {
        switch (policy.Kind)
        {
            case DispatcherKind.SharedPool:
                return Named(policy.Name, Environment.ProcessorCount, numbered: true);
            case DispatcherKind.CallingThread:
                return Caller?.Id ?? throw new ArgumentException("only a plan whose root is on the calling thread may use it");
            default:
                return Named(policy.Name, policy.Threads, policy.Kind == DispatcherKind.ForkJoin);
        }
    }

    private string Named(string name, int threads, bool numbered)
    {
        ThreadDispatcher made = _dispatchers.GetOrAdd(name, id => new Lazy<ThreadDispatcher>(() =>
            ThreadDispatcher.Register(_system, id,
                new DispatcherThreads(id, threads, _trace, _broken) { IsNumbered = numbered }))).Value;
        return made.ThreadCount == threads
            ? name
            : throw new ArgumentException(
                $"dispatcher '{name}' has {made.ThreadCount} threads already and cannot have {threads}");
    }

    /// <summary>Hears at once of what Akka could not deliver, on the thread of the sender.</summary>
    private sealed class LateMessages(LabSystem lab, Action<ActorCell, IMessage, WatchableRef?> tell) : MinimalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "late-messages";

        public override IActorRefProvider Provider => throw new NotSupportedException("it has no provider");

        protected override void TellInternal(object message, IActorRef sender)
        {
            if (message is not Akka.Event.DeadLetter letter) return;
            if (letter.Message is not IMessage late || late is IHostSignal or EngineMessage) return;
            if (lab._cells.TryGetValue(letter.Recipient, out ActorCell? cell)) tell(cell, late, letter.Sender as WatchableRef);
        }
    }
}
