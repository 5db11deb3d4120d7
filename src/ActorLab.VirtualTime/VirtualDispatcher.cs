using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.VirtualTime;

/// <summary>Makes dispatchers whose threads are virtual: <c>type</c> of a dispatcher. <see cref="VirtualMailbox"/> puts it in the
/// place of Akka's own types.</summary>
/// <remarks>The number of threads is what the configuration says of a real one: <c>dedicated-thread-pool.thread-count</c> or
/// <c>fork-join-executor</c> for a fork-join dispatcher, one for each actor for a pinned one, <c>akka.virtual-time.processors</c>
/// for all that run on the thread pool.</remarks>
public sealed class VirtualDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly VirtualDispatcher? _shared;

    /// <param name="config">The section of the dispatcher.</param>
    /// <param name="prerequisites">Of the system.</param>
    public VirtualDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : this(config, prerequisites, DispatcherThreads.Of(config, WorldOf(config, prerequisites).Processors))
    {
    }

    internal VirtualDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites, DispatcherThreads threads)
        : base(config, prerequisites)
    {
        // A pinned dispatcher serves one actor, so each has its own.
        if (threads.Kind != DispatcherThreadKind.Pinned) _shared = Make(threads.Count);
    }

    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() => _shared ?? Make(threads: 1);

    private VirtualDispatcher Make(int threads) =>
        new(this, Config.GetString("id"), threads, Config.GetTimeSpan("shutdown-timeout", TimeSpan.FromSeconds(1)));

    private static VirtualWorld WorldOf(Config config, IDispatcherPrerequisites prerequisites) =>
        prerequisites.Scheduler is VirtualScheduler scheduler
            ? scheduler.World
            : throw new ConfigurationException(
                $"{config.GetString("id")}.type is ActorLab.VirtualTime.VirtualDispatcherConfigurator, which works in virtual time only: expected " +
                "akka.scheduler.implementation to be \"ActorLab.VirtualTime.VirtualScheduler, ActorLab.VirtualTime\"");
}

internal enum DispatcherThreadKind
{
    /// <summary>So many threads for all actors of the dispatcher.</summary>
    Shared,

    /// <summary>A thread for each actor.</summary>
    Pinned,

    /// <summary>It must not be replaced: it runs on the calling thread.</summary>
    Calling,

    /// <summary>It brings threads of its own that nothing is known about.</summary>
    Unknown,
}

/// <summary>What a dispatcher's section says about its threads.</summary>
/// <param name="Kind">Who shares them.</param>
/// <param name="Count">How many.</param>
internal readonly record struct DispatcherThreads(DispatcherThreadKind Kind, int Count)
{
    public static DispatcherThreads Of(Config config, int processors)
    {
        string type = config.GetString("type", "Dispatcher"), executor = config.GetString("executor", "default-executor");
        if (type == "PinnedDispatcher") return new(DispatcherThreadKind.Pinned, 1);
        if (type.StartsWith("Akka.TestKit.CallingThread", StringComparison.Ordinal)) return new(DispatcherThreadKind.Calling, 1);
        bool forks = type == "ForkJoinDispatcher" || executor == "fork-join-executor";
        bool known = type is "Dispatcher" or "TaskDispatcher" or "ForkJoinDispatcher" ||
            type.StartsWith(typeof(VirtualDispatcherConfigurator).FullName!, StringComparison.Ordinal);
        bool runs = forks ||
            executor is "default-executor" or "thread-pool-executor" or "task-executor" or "channel-executor" or "" or null;
        if (!known || !runs) return new(DispatcherThreadKind.Unknown, 0);
        return new(DispatcherThreadKind.Shared, forks ? ForkJoinThreads(config, processors) : processors);
    }

    // The formula is Akka's: ThreadPoolConfig.ScaledPoolSize, with a factor of 1 that it does not read.
    private static int ForkJoinThreads(Config config, int processors)
    {
        const string Key = "dedicated-thread-pool.thread-count";
        if (config.HasPath(Key)) return Math.Max(1, config.GetInt(Key));
        int least = config.GetInt("fork-join-executor.parallelism-min", 8);
        int most = config.GetInt("fork-join-executor.parallelism-max", 64);
        return Math.Min(Math.Max(processors, least), most);
    }
}

/// <summary>A dispatcher type that has no virtual form; it complains when an actor wants it.</summary>
internal sealed class UnsupportedDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites, string id,
    string type, string executor)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    public override MessageDispatcher Dispatcher() => throw new ConfigurationException(
        $"{id} cannot run in virtual time: expected type Dispatcher, TaskDispatcher, ForkJoinDispatcher or PinnedDispatcher with an executor of Akka's thread pools, " +
        $"got type \"{type}\" and executor \"{executor}\"");
}

/// <summary>Hands ready mailboxes to the loop of the world instead of to threads.</summary>
public class VirtualDispatcher : MessageDispatcher
{
    private readonly VirtualWorld _world;
    private readonly List<Ready> _waiting = [];

    internal VirtualDispatcher(MessageDispatcherConfigurator configurator, string id, int threads, TimeSpan shutdownTimeout)
        : base(configurator)
    {
        var scheduler = (VirtualScheduler)configurator.Prerequisites.Scheduler;
        _world = scheduler.World;
        System = scheduler.System;
        Id = id;
        ThreadCount = threads;
        ShutdownTimeout = shutdownTimeout;
    }

    /// <summary>How many turns of its actors can be going on at one virtual moment; more than 1 matters for turns that hold their
    /// thread (<see cref="VirtualThread.Sleep"/>).</summary>
    public int ThreadCount { get; }

    /// <summary>Virtual threads that are held by turns now.</summary>
    public int HeldThreads { get; internal set; }

    internal VirtualWorld World => _world;

    internal VirtualSystem System { get; }

    internal bool HasFreeThread => HeldThreads < ThreadCount;

    /// <summary>Ready, but without a thread.</summary>
    internal List<Ready> WaitingForThread => _waiting;

    /// <inheritdoc/>
    public override void Attach(ActorCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        if (ObservesQueues && cell.Mailbox is { } mailbox) ObservedQueue.Observe(_world, cell, mailbox);
        base.Attach(cell);
    }

    /// <inheritdoc/>
    public override void Dispatch(ActorCell cell, Envelope envelope)
    {
        if (_world.IsPlainSend(System)) base.Dispatch(cell, envelope);
        else _world.SendSpecially(this, cell, envelope);
    }

    /// <inheritdoc/>
    public override void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        if (_world.IsPlainSend(System)) base.SystemDispatch(cell, message);
        else _world.SendSpecially(this, cell, message);
    }

    /// <summary>Mailboxes are taken up by the loop itself, which sees what they give out.</summary>
    private protected virtual bool ObservesQueues => true;

    internal void DispatchPlainly(ActorCell cell, Envelope envelope) => base.Dispatch(cell, envelope);

    internal void DispatchPlainly(ActorCell cell, SystemMessage message) => base.SystemDispatch(cell, message);

    /// <inheritdoc/>
    protected override void ExecuteTask(IRunnable run) => _world.MakeReady(new Ready(run, this));

    /// <inheritdoc/>
    protected sealed override void Shutdown()
    {
        // It has no threads that could end.
    }

    /// <summary>Puts virtual dispatchers in the place of all whose type Akka would make with real threads.</summary>
    internal static void Replace(ActorSystem system, VirtualWorld world)
    {
        Config config = system.Settings.Config;
        foreach (string id in DispatcherSections.Of(config))
        {
            Config section = Dispatchers.GetConfig(config, id)
                .WithFallback(ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $"id = \"{id}\"")))
                .WithFallback(config.GetConfig("akka.actor.default-dispatcher"));
            DispatcherThreads threads = DispatcherThreads.Of(section, world.Processors);
            MessageDispatcherConfigurator? configurator = threads.Kind switch
            {
                DispatcherThreadKind.Calling => null,
                DispatcherThreadKind.Unknown => new UnsupportedDispatcherConfigurator(
                    section, system.Dispatchers.Prerequisites, id, section.GetString("type", ""),
                        section.GetString("executor", "")),
                _ => new VirtualDispatcherConfigurator(section, system.Dispatchers.Prerequisites, threads),
            };
            // Those that exist already, the default one and the internal one, are virtual by their type.
            if (configurator is not null) system.Dispatchers.RegisterConfigurator(id, configurator);
        }
    }
}
