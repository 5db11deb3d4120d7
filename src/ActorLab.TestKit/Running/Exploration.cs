using System.Diagnostics;
using System.Globalization;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.TestKit.Running;

/// <summary>Runs a test under schedules until one fails, and tells of that one.</summary>
/// <param name="name">Of the test.</param>
/// <param name="plan">Which schedules.</param>
/// <param name="run">Runs the test under one.</param>
/// <param name="replayLine">How a schedule, as text, is replayed: a line.</param>
internal sealed class Exploration(string name, SchedulePlan plan, Func<Strategy, TestRun> run, Func<string, string> replayLine)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Stopwatch _sinceProgress = Stopwatch.StartNew();

    /// <exception cref="ScheduleFailedException">A schedule fails.</exception>
    public void Run()
    {
        if (plan.Replay is { } strategy)
        {
            Replay(strategy);
            return;
        }

        for (int i = 0; i < plan.Count; i++)
        {
            int seed = plan.Seed(i);
            TestRun tried = run(plan.StrategyOf(seed));
            if (tried.Failure is not null) throw Failed(seed, i + 1, tried);
            Tell($"{i + 1} of {plan.Count} schedules");
        }
    }

    private void Replay(Strategy strategy)
    {
        TestRun replayed = run(strategy);
        if (replayed.Failure is not null)
        {
            throw new ScheduleFailedException(
                Text($"{name} fails under {strategy}:", replayed, Text(replayed.Schedule)), replayed.Schedule, seed: null,
                replayed.Failure);
        }
    }

    private ScheduleFailedException Failed(int seed, int number, TestRun failed)
    {
        var shrinker = new Shrinker(failed, strategy =>
        {
            Tell($"seed {seed} fails; shrinking its {failed.Schedule.Deviations.Count} deviations from fifo");
            return run(strategy);
        });
        bool again = shrinker.Shrink();
        TestRun shown = shrinker.Best;
        int before = failed.Schedule.Deviations.Count, after = shown.Schedule.Deviations.Count;
        string cut = shrinker.IsCutShort ? $"; given up after {shrinker.Runs} runs" : "";
        string schedule =
            !again
                ? "its schedule, replayed, does not fail in the same way, so that something else than the schedule decides: " +
                  Text(failed.Schedule)
                : $"{Text(shown.Schedule)} ({after} of the seed's {Plural(before, "deviation")} from fifo{cut})";
        string first = string.Create(CultureInfo.InvariantCulture,
            $"{name} fails under seed {seed}, schedule {number} of {plan.Count} ({plan.StrategyOf(seed)}):");
        return new ScheduleFailedException(Text(first, shown, schedule), shown.Schedule, seed, shown.Failure!);
    }

    private string Text(string first, TestRun failed, string schedule)
    {
        List<string> lines =
        [
            first,
            $"  {failed.Failure!.GetType()}: {failed.Failure.Message.ReplaceLineEndings(Environment.NewLine + "  ")}",
            $"Schedule: {schedule}",
            $"Replay: {replayLine(Text(failed.Schedule))}",
        ];
        if (failed.Doubts.Count > 0)
        {
            lines.Add("Determinism is in doubt, so a replay may take another course:");
            lines.AddRange(failed.Doubts.Select(doubt => $"  {doubt}"));
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static string Text(Schedule schedule) => schedule.Deviations.Count == 0 ? "fifo" : schedule.ToString();

    private static string Plural(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private void Tell(string progress)
    {
        if (_sinceProgress.Elapsed < Patience) return;
        _sinceProgress.Restart();
        Console.Error.WriteLine($"{name}: {progress}");
    }
}
