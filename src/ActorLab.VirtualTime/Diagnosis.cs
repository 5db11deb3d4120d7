#pragma warning disable RS0030 // Names threads and looks at stacks, for messages only.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.VirtualTime;

/// <summary>Says in words why a world cannot go on: which actors wait for what.</summary>
internal static class Diagnosis
{
    private const int MostLines = 20;

    public static string NameOf(IRunnable run) =>
        run is Mailbox mailbox ? $"a turn of {ActorOf(mailbox)?.Path}" : run.ToString() ?? run.GetType().Name;

    public static IActorRef? ActorOf(Mailbox mailbox) => CellOf(mailbox)?.Self;

    /// <summary>The thread that posts, and the first method on its stack that is neither .NET's nor Akka's nor ours.</summary>
    public static string Poster()
    {
        string thread = Thread.CurrentThread.Name ?? (Thread.CurrentThread.IsThreadPoolThread ? ".NET thread pool"
            : "without a name");
        foreach (StackFrame frame in new StackTrace(1, fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod() is not { DeclaringType: { } type } method) continue;
            string name = type.FullName ?? type.Name;
            bool known = name.StartsWith("System.", StringComparison.Ordinal) ||
                name.StartsWith("Akka.", StringComparison.Ordinal) ||
                         type.Assembly == typeof(Diagnosis).Assembly;
            if (!known) return $"\"{thread}\" in {name}.{method.Name}";
        }

        return $"\"{thread}\"";
    }

    public static VirtualTimeException BlockedTurn(VirtualWorld world, in Ready turn)
    {
        string what = turn.Run is null ? "a scheduled action" : NameOf(turn.Run);
        return new VirtualTimeException(VirtualTimeProblem.BlockedTurn,
            $"{what} waits at {Moment(world)} on the only thread there is, which can therefore never end the wait (sync over async: Task.Wait, Result, WaitOne, " +
            "Thread.Sleep). Await in ReceiveAsync, pipe the result to Self, or use VirtualThread.Sleep to hold the thread of the dispatcher");
    }

    public static VirtualTimeException Livelock(VirtualWorld world)
    {
        var counts = world.RecentTurnsOf()
            .GroupBy(turn => $"{turn.Actor.Owner?.Path} handles {turn.Message?.Name}")
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Take(5)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"  {group.Key}: {group.Count()} of the last turns"));
        return new VirtualTimeException(VirtualTimeProblem.Livelock,
            $"livelock: the clock has stood at {Moment(world)} for {world.TurnsAtThisMoment.ToString(CultureInfo.InvariantCulture)} turns, and messages go on:" +
            Environment.NewLine + string.Join(Environment.NewLine, counts));
    }

    public static VirtualTimeException Standstill(VirtualWorld world, string awaited)
    {
        var lines = new List<string>();
        bool frozen = false;
        foreach (VirtualSystem system in world.KnownSystems)
        {
            if (system.Life == SystemLife.Frozen)
            {
                frozen = true;
                lines.Add($"  the system {system.Name} is frozen, with {system.FrozenTurns.Count} turns and {system.FrozenEvents.Count} timers that wait for its thaw");
            }

            if (system.System is ActorSystemImpl running) Describe(running, world, lines);
        }

        if (lines.Count > MostLines)
        {
            int more = lines.Count - MostLines;
            lines.RemoveRange(MostLines, more);
            lines.Add($"  and {more} more");
        }

        if (lines.Count == 0) lines.Add("  no actor has messages, no actor waits for a task and no question is open");
        bool pending = world.PendingCount > 0;
        string why = frozen ? "the clock cannot move, since all that could happen belongs to frozen systems" :
            pending ? "nothing but repeating timers went on until the horizon of the world" :
            "nothing can happen any more: no mailbox is ready and no timer is pending";
        return new VirtualTimeException(frozen ? VirtualTimeProblem.TimeCannotMove : VirtualTimeProblem.Standstill,
            $"at {Moment(world)} {why}, but {awaited} is awaited:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}");
    }

    private static void Describe(ActorSystemImpl system, VirtualWorld world, List<string> lines)
    {
        var actors = new SortedDictionary<string, ActorCell>(StringComparer.Ordinal);
        Collect(system.Provider.RootGuardian, actors);
        foreach ((string path, ActorCell cell) in actors)
        {
            if (cell.Mailbox is not { } mailbox) continue;
            int messages = cell.NumberOfMessages;
            bool suspended = IsSuspended(mailbox);
            if (!suspended && messages == 0) continue;
            var line = new StringBuilder($"  {path}");
            line.Append(suspended ? " waits for a task (ReceiveAsync) that nothing will finish" : " is not run");
            if (messages > 0) line.Append(CultureInfo.InvariantCulture,
                $", with {messages} message{(messages == 1 ? "" : "s")} in its mailbox");
            lines.Add(line.ToString());
        }

        foreach (VirtualWorld.Received ask in world.RecentAsks)
        {
            if (ask.Asker is not MinimalActorRef { Provider: { } provider } || provider != system.Provider) continue;
            if (provider.TempContainer.GetChild([ask.Asker.Path.Name]).IsNobody()) continue;
            lines.Add($"  {ask.Asked.Owner?.Path} was asked with {ask.Message.Name} at {Format(ask.Time)} and has not answered");
        }
    }

    private static void Collect(IActorRef actor, SortedDictionary<string, ActorCell> found)
    {
        if (actor is not ActorRefWithCell { Underlying: ActorCell cell }) return;
        found[$"{actor.Path}"] = cell;
        foreach (IInternalActorRef child in cell.ChildrenContainer.Children) Collect(child, found);
    }

    private static string Moment(VirtualWorld world) => Format(world.NowNanoseconds);

    private static string Format(long nanoseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e9:0.#########} s");

    private static ActorCell? CellOf(Mailbox mailbox) => Cell(mailbox);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Actor")]
    private static extern ActorCell? Cell(Mailbox mailbox);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "IsSuspended")]
    private static extern bool IsSuspended(Mailbox mailbox);
}
