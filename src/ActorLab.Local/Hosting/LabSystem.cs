using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Local.Seats;
using ActorLab.Local.Tracing;

namespace ActorLab.Local.Hosting;

/// <summary>The actor system of a run: its actors are hosted there, on dispatchers that are made when an actor first asks for
/// one.</summary>
internal sealed class LabSystem
{
    private const string CallingThread = "calling-thread", GuardianName = "lab";

    /// <summary>What Akka's names may hold beside letters and digits, but for what starts the names that it and the lab choose, and
    /// what stands for others.</summary>
    private const string PlainSigns = "-_.*+:&=,!~';";

    private readonly ActorSystem _system;
    private readonly LabSettings _settings;
    private readonly ActorCell _guardian;
    private readonly LocalTrace? _trace;
    private readonly Action<Exception> _broken;
    private readonly ConcurrentDictionary<string, Lazy<ThreadDispatcher>> _dispatchers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ThreadDispatcher, bool> _pinned = new();

    /// <summary>The paths of the actors under the guardian that have names of their own there; kept for a log alone.</summary>
    private readonly ConcurrentDictionary<string, string>? _names;

    /// <param name="settings">Of the run.</param>
    /// <param name="log">Gets the lines of the log.</param>
    /// <param name="clock">Of the run.</param>
    /// <param name="trace">Of the run; null if it is not traced.</param>
    /// <param name="broken">Told what a turn threw: never an actor's failure, always the engine's own.</param>
    /// <param name="deadLetter">Told of a message that came when its actor had stopped: to which one, the message, its
    /// sender, and what is known of it.</param>
    public LabSystem(
        LabSettings settings, Action<string> log, RunClock clock, LocalTrace? trace, Action<Exception> broken,
        Action<LocalSeat, IMessage, ILabIdentity?, SendMark> deadLetter)
    {
        _settings = settings;
        _trace = trace;
        _broken = broken;
        _names = settings.Logs ? new ConcurrentDictionary<string, string>(StringComparer.Ordinal) : null;
        _system = ActorSystem.Create("actorlab", settings.Config);
        ((RunLogger)_system.Settings.StdoutLogger).Begin(clock, LabPathOf, log);
        // ActorSystem.ActorOf would make it, and with it its mailbox, some time later.
        var user = (ActorCell)((ActorRefWithCell)((ExtendedActorSystem)_system).Guardian).Underlying;
        var guardian = (ActorRefWithCell)user.ActorOf(Props.Create(() => new Guardian()), GuardianName);
        _guardian = (ActorCell)guardian.Underlying;
        _system.EventStream.Subscribe(new LateMessages(deadLetter), typeof(Akka.Event.DeadLetter));
    }

    /// <summary>The dispatcher of the calling thread; null until <see cref="UseCallingThread"/>.</summary>
    public ThreadDispatcher? Caller { get; private set; }

    public void UseCallingThread() =>
        Caller = ThreadDispatcher.Register(_system, CallingThread,
            new DispatcherThreads(CallingThread, 1, _trace, _broken) { IsCallers = true });

    /// <summary>The actors under the guardian that have not stopped: the root, and those that other nodes have placed here.</summary>
    public IEnumerable<LocalSeat> Below => LocalSeat.SeatsBelow(_guardian);

    /// <summary>The name that Akka knows a child by: it allows fewer characters than the lab.</summary>
    public static string AkkaNameOf(string name)
    {
        if (name[0] != '$' && name.All(c => char.IsAsciiLetterOrDigit(c) || PlainSigns.Contains(c, StringComparison.Ordinal))) return name;
        var encoded = new StringBuilder();
        foreach (byte b in Encoding.UTF8.GetBytes(name))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || PlainSigns.Contains((char)b, StringComparison.Ordinal)) encoded.Append((char)b);
            else encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return encoded.ToString();
    }

    /// <summary>What the engine or Akka tells an actor: if the actor has stopped, it does not matter.</summary>
    public static bool IsOfEngine(in Envelope told) =>
        told.Message is Interrupted or AkkaChildFailed && (told.Sender.IsNobody() || told.Sender is DeadLetterActorRef);

    /// <summary>What an actor that is to be made needs to know of its dispatcher.</summary>
    /// <exception cref="ArgumentException">The dispatcher cannot be had.</exception>
    public SeatDispatcher DispatcherFor(string path, ActorId id, DispatcherPolicy policy)
    {
        // A dispatcher of Akka's counts for itself.
        if (DeployedOn(path, policy) is { } deployed) return new SeatDispatcher(deployed, int.MaxValue, null);
        ThreadDispatcher? pinned = policy.Kind == DispatcherKind.Pinned ? Pinned(path[(path.LastIndexOf('/') + 1)..], id) : null;
        int throughput = policy.Throughput == DispatcherPolicy.DefaultThroughput ? _settings.Throughput : policy.Throughput;
        return new SeatDispatcher(pinned?.Id ?? DispatcherOf(policy), throughput, pinned);
    }

    /// <summary>Makes the actor of a seat; it begins at once.</summary>
    public void Make(LocalSeat seat, ActorProps made, SeatDispatcher dispatcher)
    {
        Props props = Props.CreateBy(new Producer(seat, made)).WithDispatcher(dispatcher.Id).WithMailbox("actorlab.mailbox");
        if (seat.Parent is { } parent)
        {
            HostMailbox.Make(seat, parent.Cell, props, AkkaNameOf(seat.Path[(seat.Path.LastIndexOf('/') + 1)..]));
            return;
        }

        // One that another node has placed here may have the path of one that has not stopped yet.
        string name = seat.Path.Contains('/', StringComparison.Ordinal) ? $"@{seat.Id.Value}" : AkkaNameOf(seat.Path);
        if (_names is not null) _names[name] = seat.Path;
        HostMailbox.Make(seat, _guardian, props, name);
    }

    /// <summary>An actor has failed.</summary>
    public void LogFailure(LocalSeat seat, Exception failure)
    {
        if (_settings.Logs) _system.EventStream.Publish(new Akka.Event.Error(failure, seat.Path, typeof(LabActor), ""));
    }

    /// <summary>A message has become a dead letter in a way that Akka knows nothing of.</summary>
    public void LogDeadLetter(DeadLetterReason reason, ILabIdentity? sender, ILabIdentity receiver, IMessage message)
    {
        if (!_settings.Logs || _system.Settings.LogDeadLetters == 0) return;
        _system.EventStream.Publish(new Akka.Event.Dropped(message, $"{reason}", sender?.Ref ?? _system.DeadLetters, receiver.Ref));
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

    /// <summary>What an actor is called whose names below Akka's guardian are these.</summary>
    private string LabPathOf(string path)
    {
        int end = path.IndexOf('/', StringComparison.Ordinal);
        string first = end < 0 ? path : path[..end];
        return Uri.UnescapeDataString((_names?.GetValueOrDefault(first) ?? first) + path[first.Length..]);
    }

    private ThreadDispatcher Pinned(string name, ActorId id)
    {
        ThreadDispatcher pinned = ThreadDispatcher.Register(_system, $"pinned-{id.Value}",
            new DispatcherThreads(name, 1, _trace, _broken));
        _pinned[pinned] = true;
        return pinned;
    }

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

    /// <summary>The parent of the root, and of the actors that other nodes have placed here.</summary>
    private sealed class Guardian : UntypedActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => LabStrategy.Instance;

        protected override void OnReceive(object message) => Unhandled(message);
    }

    /// <summary>Tells the seat of each instance.</summary>
    private sealed class Producer(LocalSeat seat, ActorProps props) : IIndirectActorProducer
    {
        private readonly SeatedProducer _producer = new(seat, props);

        public Type ActorType => _producer.ActorType;

        public ActorBase Produce() => seat.Produce(_producer);

        public void Release(ActorBase actor) => _producer.Release(actor);
    }

    /// <summary>Hears at once of what Akka could not deliver, on the thread of the sender.</summary>
    private sealed class LateMessages(Action<LocalSeat, IMessage, ILabIdentity?, SendMark> tell) : MinimalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "late-messages";

        public override IActorRefProvider Provider => throw new NotSupportedException("it has no provider");

        protected override void TellInternal(object message, IActorRef sender)
        {
            if (message is not Akka.Event.DeadLetter { Message: IMessage late } letter || late is IHostSignal) return;
            if (LocalSeat.Of(letter.Recipient) is not { } seat || IsOfEngine(new Envelope(late, letter.Sender))) return;
            ILabIdentity? from;
            SendMark mark;
            if (late is TracedMessage traced) (late, mark, from) = (traced.Content, new SendMark(traced.Number, 0), LocalSeat.IdentityOf(letter.Sender));
            else mark = LocalSeat.CountSend(letter.Sender, seat.Id, late, out from);
            tell(seat, late, from, mark);
        }
    }
}

/// <summary>Where an actor has its turns.</summary>
/// <param name="Id">Of the dispatcher.</param>
/// <param name="Throughput">The most messages that the actor handles before others there get a turn.</param>
/// <param name="Pinned">The dispatcher, if it is the actor's own.</param>
internal sealed record SeatDispatcher(string Id, int Throughput, ThreadDispatcher? Pinned);
