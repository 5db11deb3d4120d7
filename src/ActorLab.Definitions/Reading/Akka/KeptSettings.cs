namespace ActorLab.Definitions.Reading.Akka;

/// <summary>The settings of Akka that are ActorLab's own, and why.</summary>
internal static class KeptSettings
{
    private const string Logger = "A run has one logger, which writes to standard error; akka.loglevel or --log-level says what.";
    private const string Mailbox = "Every actor has the mailbox of the lab, which knows its bound and its share.";
    private const string Messages = "Messages stay objects in a process and have ActorLab's own form between processes.";
    private const string Pool = "The threads of an actor are those of its model; akka.actor.deployment can put it on a dispatcher of "
        + "its own.";
    private const string Ending = "A run ends when its root has stopped, and its actor system with it.";
    private const string OfOthers = "It belongs to a module of Akka that no run has.";

    /// <summary>By path. What stands below one is kept as well.</summary>
    private static readonly Dictionary<string, string> s_reasons = new(StringComparer.Ordinal)
    {
        ["akka.version"] = "It is that of the library.",
        ["akka.home"] = "Nothing is loaded from there.",
        ["akka.loggers"] = Logger,
        ["akka.loggers-dispatcher"] = Logger,
        ["akka.logger-startup-timeout"] = Logger,
        ["akka.logger-async-start"] = Logger,
        ["akka.logger-formatter"] = Logger,
        ["akka.stdout-loglevel"] = Logger,
        ["akka.stdout-logger-class"] = Logger,
        ["akka.extensions"] = "A run has the actors of its plan alone.",
        ["akka.scheduler"] = "Time is ActorLab's: the clock of this machine in a real run, the virtual one in a simulated run.",
        ["akka.coordinated-shutdown"] = Ending,
        ["akka.actor.provider"] = "The actors of a run are local; its nodes are placed by the plan.",
        ["akka.actor.guardian-supervisor-strategy"] = "How a failure is handled is a part of the plan.",
        ["akka.actor.default-mailbox"] = Mailbox,
        ["akka.actor.mailbox"] = Mailbox,
        ["akka.actor.serializers"] = Messages,
        ["akka.actor.serialization-bindings"] = Messages,
        ["akka.actor.serialization-identifiers"] = Messages,
        ["akka.actor.serialization-settings"] = Messages,
        ["akka.actor.serialize-messages"] = Messages,
        ["akka.actor.serialize-creators"] = Messages,
        ["akka.actor.default-dispatcher.throughput-deadline-time"] = "Messages in a row are counted, not timed.",
        ["akka.actor.internal-dispatcher"] = Pool,
        ["akka.virtual-time"] = "Virtual time is set by simulation and by --seed.",
        ["akka.remote"] = OfOthers,
        ["akka.cluster"] = OfOthers,
        ["akka.persistence"] = OfOthers,
        ["akka.stream"] = OfOthers,
    };

    /// <summary>All that are kept, for tests.</summary>
    public static IReadOnlyCollection<string> Paths => s_reasons.Keys;

    /// <summary>Why a setting, or a whole section, cannot be set; null if it can.</summary>
    public static string? ReasonFor(string path)
    {
        if (s_reasons.TryGetValue(path, out string? reason)) return reason;
        const string pool = "akka.actor.default-dispatcher.";
        if (path.StartsWith(pool, StringComparison.Ordinal) && path != pool + "throughput") return Pool;
        bool isOfMailbox = path.EndsWith(".mailbox-requirement", StringComparison.Ordinal)
            || path.EndsWith(".mailbox-type", StringComparison.Ordinal);
        return isOfMailbox ? Mailbox : null;
    }
}
