using System.Collections.Immutable;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;

namespace ActorLab.Experiments.Idle;

/// <summary>One thread of this process.</summary>
/// <param name="Id">What the kernel calls it.</param>
/// <param name="Name">At most 15 bytes, as the kernel keeps it.</param>
/// <param name="CpuTime">Used since the thread started, to 10 ms.</param>
public sealed record ProcessThread(int Id, string Name, SimDuration CpuTime);

/// <summary>What an idle engine has and uses.</summary>
/// <param name="Engine">Canonical name of the engine.</param>
/// <param name="Actors">Actors that waited all the time.</param>
/// <param name="Outcome">Interrupted when somebody ended it before its second was over.</param>
/// <param name="Threads">All of the process, by id.</param>
/// <param name="Window">How long it was watched.</param>
/// <param name="CpuInWindow">CPU time of the whole process meanwhile, the watching included.</param>
public sealed record IdleReport(
    string Engine, int Actors, RunOutcome Outcome, ImmutableArray<ProcessThread> Threads, SimDuration Window, SimDuration CpuInWindow);

/// <summary>Row E1: an engine with a few actors that wait, and the threads that its process has although nothing happens.</summary>
public static class IdleExperiment
{
    public const string Name = "idle";

    private const string TaskDirectory = "/proc/self/task";

    /// <summary>Kernel ticks per second in <c>/proc</c>; 100 on every Linux, whatever the kernel's own rate (proc(5), sysconf(_SC_CLK_TCK)).</summary>
    private const int TicksPerSecond = 100;

    /// <summary>Runs the engine idle for a little more than the time that it is watched.</summary>
    /// <exception cref="MachineFailureException">The system does not tell about its threads, or the run failed.</exception>
    public static async Task<IdleReport> RunAsync(IdleDefinition definition, IEngine engine, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(engine);
        if (!Directory.Exists(TaskDirectory)) throw Unreadable("this system does not list the threads of a process there");
        var watch = new Watch();
        var plan = new ScenarioPlan
        {
            Name = Name,
            Machine = new MachineProfile { Name = "this machine" },
            Root = outside => new ActorProps(() => new IdleRoot(outside, definition)) { Name = "idle" },
        };
        RunResult result = await engine.RunAsync(plan, new EngineOptions { OnOutbox = watch.Observe }, interrupt).ConfigureAwait(false);
        if (result.Outcome is RunOutcome.Failed or RunOutcome.Deadlocked or RunOutcome.Livelocked)
            throw new MachineFailureException(StepKind.Sleep, engine.Name, result.Failure ?? "the idle run failed", result.Cause);
        return new IdleReport(engine.Name, definition.Actors, result.Outcome, watch.Threads, definition.Window, watch.CpuInWindow);
    }

    /// <summary>The threads of this process at this moment, by id.</summary>
    public static ImmutableArray<ProcessThread> ThreadsOfThisProcess()
    {
        var threads = ImmutableArray.CreateBuilder<ProcessThread>();
        foreach (string directory in Directory.EnumerateDirectories(TaskDirectory))
        {
            if (Read(directory) is { } thread) threads.Add(thread);
        }

        threads.Sort((a, b) => a.Id.CompareTo(b.Id));
        return threads.ToImmutable();
    }

    /// <returns>Null when the thread has ended since the directory was listed.</returns>
    private static ProcessThread? Read(string directory)
    {
        try
        {
            string name = File.ReadAllText(Path.Combine(directory, "comm")).TrimEnd('\n');
            return new ProcessThread(int.Parse(Path.GetFileName(directory)), name, CpuTimeIn(File.ReadAllText(Path.Combine(directory, "stat"))));
        }
        catch (Exception ended) when (ended is FileNotFoundException or DirectoryNotFoundException || (ended is IOException && ended.HResult == NoSuchProcess))
        {
            return null;
        }
    }

    private const int NoSuchProcess = 3;

    /// <summary>Fields 14 and 15 of proc(5)'s <c>stat</c>. The name in field 2 may hold blanks and brackets, so counting starts behind its last bracket.</summary>
    internal static SimDuration CpuTimeIn(string stat)
    {
        string[] fromField3 = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        long ticks = long.Parse(fromField3[11]) + long.Parse(fromField3[12]);
        return SimDuration.FromMilliseconds(ticks * 1000 / TicksPerSecond);
    }

    private static MachineFailureException Unreadable(string reason) => new(StepKind.Open, TaskDirectory, reason);

    private sealed record WindowBegins : IMessage;

    private sealed record WindowEnds : IMessage;

    /// <summary>Looks at the process when the root says so; the engine calls it for one message at a time.</summary>
    private sealed class Watch
    {
        private SimDuration _cpuAtBegin;

        public ImmutableArray<ProcessThread> Threads { get; private set; } = [];

        public SimDuration CpuInWindow { get; private set; }

        public void Observe(IMessage message)
        {
            switch (message)
            {
                case WindowBegins:
                    _cpuAtBegin = CpuOfThisProcess();
                    break;
                case WindowEnds:
                    CpuInWindow = CpuOfThisProcess() - _cpuAtBegin;
                    Threads = ThreadsOfThisProcess();
                    break;
            }
        }

        private static SimDuration CpuOfThisProcess() => SimDuration.FromTimeSpan(Environment.CpuUsage.TotalTime);
    }

    private sealed class IdleRoot(IActorRef outside, IdleDefinition definition) : LabActor
    {
        /// <summary>Long enough for the runtime to have started what it starts late.</summary>
        private static readonly SimDuration SettlingTime = SimDuration.FromMilliseconds(200);

        protected override void PreStart()
        {
            for (int i = 0; i < definition.Actors; i++) Spawn(new ActorProps(() => new Waiter()));
            SendLater(Self, new WindowBegins(), SettlingTime);
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case WindowBegins:
                    outside.Tell(message);
                    SendLater(Self, new WindowEnds(), definition.Window);
                    break;
                case WindowEnds:
                    outside.Tell(message);
                    Self.Tell(PoisonPill.Instance);
                    break;
                case Interrupted: Self.Tell(PoisonPill.Instance); break;
                default: Unhandled(message); break;
            }
        }
    }

    /// <summary>Waits for a message that never comes.</summary>
    private sealed class Waiter : LabActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }
}
