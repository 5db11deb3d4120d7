#pragma warning disable RS0030 // A world belongs to a thread, and knows which.
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Util;
using ActorLab.VirtualTime.Events;
using ActorLab.VirtualTime.Runtime;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.VirtualTime;

/// <summary>A clock, one thread, and the actor systems that live by them. While the world runs, ready mailboxes handle one
/// message each, in the order that its
/// <see cref="Strategy"/> says; when none is ready, the clock moves to the next timer. The same systems with the same strategy
/// and seed do the same, in any process.</summary>
/// <remarks>A world belongs to the thread that made it. Whatever blocks that thread outside of a turn (<c>ExpectMsg</c>,
/// <c>Task.Wait</c>) runs the world until it may go on.</remarks>
public sealed partial class VirtualWorld : IDisposable
{
    [ThreadStatic]
    private static VirtualWorld? t_current;

    private readonly VirtualWorldOptions _options;
    private readonly List<VirtualSystem> _systems = [];
    private readonly Dictionary<ActorSystem, VirtualSystem> _bySystem = [];
    private readonly SeededAkkaRandom? _random;
    private readonly PumpingContext _context;
    private readonly SynchronizationContext? _turnContext;
    private readonly bool _onePerTurn;
    private readonly Thread _thread;
    private readonly int _owner;
    private int _systemCount;
    private SynchronizationContext? _contextBefore;
    private bool _hasThread;
    private bool _endsWithItsSystems;

    /// <summary>The system that starts now is settled by <see cref="Create"/>.</summary>
    private bool _creates;

    /// <summary>Makes a world that belongs to the calling thread.</summary>
    /// <param name="options">Defaults: <c>fifo</c>, seed 0.</param>
    /// <exception cref="VirtualTimeException">The thread has a world already, or the runtime lacks a part
    /// (<see cref="VirtualTimeProblem.UnsupportedRuntime"/>).</exception>
    public VirtualWorld(VirtualWorldOptions? options = null)
    {
        if (t_current is not null)
        {
            throw new VirtualTimeException(VirtualTimeProblem.WrongThread,
                "this thread has a virtual world already: dispose it first, or create the new system in it (VirtualWorld.Current.CreateSystem)");
        }

        _options = options ?? new VirtualWorldOptions();
        _thread = Thread.CurrentThread;
        _owner = Environment.CurrentManagedThreadId;
        _numberOf = Cures(Traps.HashTables) ? NumberOf : _ => 0;
        _chooser = _options.Strategy.Start();
        _takesFirst = _chooser.IsFifo;
        _outside = new VirtualSystem(0);
        _context = new PumpingContext(this);
        _turnContext = Cures(Traps.ContextInTurns) ? null : _context;
        _onePerTurn = Cures(Traps.Throughput);
        RuntimeTimers = new TimerCapture(this);
        TimeProvider = new VirtualTimeProvider(this);
        if (Cures(Traps.RandomNumbers)) _random = new SeededAkkaRandom(_options.Seed);
        TakeThread();
        BlockedTurnWatch.Add(this);
    }

    /// <summary>The world of the calling thread; null if it has none.</summary>
    public static VirtualWorld? Current => t_current;

    /// <summary>HOCON that puts a system into virtual time, to be put before the system's own settings.</summary>
    public static Config VirtualConfig { get; } = ReadVirtualConfig();

    /// <summary>Virtual time since the world began, in multiples of 100 ns (rounded down); <see cref="NowNanoseconds"/> is
    /// exact.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(_now / 100);

    /// <summary>Virtual time since the world began, in nanoseconds.</summary>
    public long NowNanoseconds => _now;

    /// <summary>What the clock showed at the beginning.</summary>
    public DateTimeOffset StartTime => _options.Start;

    /// <summary>The clock and the timers of the world, for code that takes a <see cref="System.TimeProvider"/>.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>How many turns were taken.</summary>
    public long Turns => _turns;

    /// <summary>Processors of the virtual machine.</summary>
    public int Processors => _options.Processors;

    /// <summary>How many messages, continuations and tasks came from other threads. Each makes the run's determinism
    /// unknown.</summary>
    public int ForeignPosts => _foreignPosts;

    /// <summary>Why the same seed may give another run; empty for a run that is deterministic.</summary>
    public IReadOnlyList<string> DoubtsOfDeterminism => _doubts;

    /// <summary>Digest of all turns so far: actor path, message type, virtual time and number of the turn. Equal digests: equal
    /// runs.</summary>
    public string Digest => _digest.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The choices between ready mailboxes so far, to be repeated with <see cref="Strategy.Replay"/>.</summary>
    public Schedule Schedule => new(_deviations);

    /// <summary>How many choices of a replayed schedule the run has not come to. If some are left when the run is over, the
    /// schedule is of another run.</summary>
    public int LeftOfSchedule => _chooser is ReplayChooser replay ? replay.Left : 0;

    /// <summary>How often more than one mailbox was ready.</summary>
    public long Choices => _choices;

    internal bool IsDisposed { get; private set; }

    /// <summary>What becomes ready by an event has its turns before the next event of the same moment happens. An engine that
    /// adds
    /// <see cref="EngineEvent"/>s wants this.</summary>
    internal bool HappensOneByOne { get; init; }

    internal TimerCapture RuntimeTimers { get; }

    internal bool Cures(Traps trap) => (_options.Open & trap) == Traps.None;

    internal bool IsOwnThread => Environment.CurrentManagedThreadId == _owner;

    /// <summary>Creates an actor system in this world.</summary>
    /// <param name="name">Of the system; several systems of one world have names of their own.</param>
    /// <param name="hocon">The system's settings; nothing in them need know of virtual time.</param>
    public ActorSystem CreateSystem(string name, string hocon = "") =>
        CreateSystem(name, ConfigurationFactory.ParseString(hocon));

    /// <inheritdoc cref="CreateSystem(string, string)"/>
    /// <param name="name">Of the system.</param>
    /// <param name="config">The system's settings.</param>
    public ActorSystem CreateSystem(string name, Config config) =>
        CreateSystem(name, ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config)));

    /// <inheritdoc cref="CreateSystem(string, string)"/>
    /// <param name="name">Of the system.</param>
    /// <param name="setup">The system's settings and setups.</param>
    public ActorSystem CreateSystem(string name, ActorSystemSetup setup)
    {
        CheckUse();
        ArgumentNullException.ThrowIfNull(setup);
        Akka.Util.Option<BootstrapSetup> bootstrap = setup.Get<BootstrapSetup>();
        BootstrapSetup before = bootstrap.HasValue ? bootstrap.Value : BootstrapSetup.Create();
        Config own = before.Config.HasValue ? before.Config.Value : ConfigurationFactory.Load();
        return Create(() => ActorSystem.Create(name, setup.WithSetup(before.WithConfig(Virtual(own)))));
    }

    /// <summary>Puts the settings of virtual time before a system's own. A default mailbox of another type stays as it
    /// is.</summary>
    public static Config Virtual(Config own)
    {
        ArgumentNullException.ThrowIfNull(own);
        const string Mailbox = "akka.actor.default-mailbox.mailbox-type";
        // Reference settings come in below the user's own: a layer that has another type than Akka's own default means it.
        bool keepsMailbox = own.HasPath(Mailbox) &&
            !own.GetString(Mailbox).StartsWith("Akka.Dispatch.UnboundedMailbox", StringComparison.Ordinal);
        Config first = keepsMailbox
            ? ConfigurationFactory.ParseString($"{Mailbox} = \"{own.GetString(Mailbox)}\"").WithFallback(VirtualConfig)
            : VirtualConfig;
        return first.WithFallback(own);
    }

    /// <summary>Ends the world: systems that were not terminated are killed, and the thread is as it was.</summary>
    public void Dispose()
    {
        if (IsDisposed) return;
        CheckThread();
        if (_running > 0) throw new InvalidOperationException("a world cannot be disposed while it runs");
        foreach (VirtualSystem system in _systems) system.Life = SystemLife.Killed;
        IsDisposed = true;
        LeaveThread();
    }

    /// <summary>The world becomes that of its thread again, after <see cref="LeaveThread"/>. The thread must have no other
    /// one.</summary>
    internal void TakeThread()
    {
        if (t_current is not null) throw new InvalidOperationException("the thread has a world already");
        _random?.Enter();
        _contextBefore = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_context);
        if (Cures(Traps.ThreadPool)) _pool.Enter();
        t_current = this;
        _hasThread = true;
    }

    /// <summary>The thread is as it was before this world; the world stands still and can take it again.</summary>
    internal void LeaveThread()
    {
        if (!_hasThread) return;
        _hasThread = false;
        if (Cures(Traps.ThreadPool)) _pool.Leave();
        _random?.Leave();
        if (SynchronizationContext.Current == _context) SynchronizationContext.SetSynchronizationContext(_contextBefore);
        t_current = null;
    }

    /// <summary>Creates a system with no choice left to the strategy, and counts none of its turns. Akka starts its event stream
    /// by walking through a hash set, whose order differs per process: what comes of that is over before the first turn that
    /// counts.</summary>
    internal ActorSystem Create(Func<ActorSystem> create) => WithoutCounting(() =>
    {
        using var _ = new ContextScope(_context);
        _creates = true;
        try
        {
            ActorSystem system = create();
            Settle(Known(system), ofUser: true);
            return system;
        }
        finally
        {
            _creates = false;
        }
    });

    /// <summary>Takes the turns of systems that were created by Akka's own means, but for those of the user's actors, as
    /// <see cref="Create"/> does.</summary>
    private void SettleStarting()
    {
        VirtualSystem[] starting = [.. _starting.Where(HasUnsubscriber)];
        if (starting.Length == 0) return;
        _starting.RemoveAll(starting.Contains);
        WithoutCounting(() =>
        {
            foreach (VirtualSystem system in starting) Settle(system, ofUser: false);
            return starting;
        });

        // Akka makes it last of all.
        static bool HasUnsubscriber(VirtualSystem system) => !UnsubscriberOf(system.System!.EventStream).Value.IsNobody();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_unsubscriber")]
    private static extern ref AtomicReference<IActorRef> UnsubscriberOf(EventStream stream);

    private T WithoutCounting<T>(Func<T> act)
    {
        long choices = _choices, turns = _turns;
        ulong digest = _digest;
        bool takesFirst = _takesFirst;
        _takesFirst = true;
        try
        {
            return act();
        }
        finally
        {
            _takesFirst = takesFirst;
            _choices = choices;
            _turns = turns;
            _digest = digest;
        }
    }

    internal static VirtualWorld StartFor(Config config) => new(VirtualWorldOptions.From(config)) { _endsWithItsSystems = true };

    internal static long ToNanoseconds(TimeSpan time) => time.Ticks > long.MaxValue / 200 ? long.MaxValue / 2 : time.Ticks * 100;

    private static Config ReadVirtualConfig()
    {
        using Stream stream = typeof(VirtualWorld).Assembly.GetManifestResourceStream("virtual.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    private void CheckThread()
    {
        if (IsOwnThread) return;
        throw new VirtualTimeException(VirtualTimeProblem.WrongThread,
            $"the world belongs to thread {_owner} and was used from thread {Environment.CurrentManagedThreadId}; " +
            "a continuation that left the thread (ConfigureAwait(false), a real timer, real I/O) is a common reason");
    }

    private void CheckUse()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        CheckThread();
        if (_inTurn) throw new InvalidOperationException("a turn cannot run the world that runs it; send a message instead");
    }

    /// <summary>Sets a synchronization context for a while.</summary>
    private readonly struct ContextScope : IDisposable
    {
        private readonly SynchronizationContext? _before;

        public ContextScope(SynchronizationContext? context)
        {
            _before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(context);
        }

        public void Dispose() => SynchronizationContext.SetSynchronizationContext(_before);
    }
}
