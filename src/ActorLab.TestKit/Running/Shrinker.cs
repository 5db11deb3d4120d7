using ActorLab.VirtualTime;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.TestKit.Running;

/// <summary>Looks for the schedule with the fewest deviations from <c>fifo</c> under which a test fails in the same way: delta
/// debugging, by halves, quarters and so on, and at
/// last one by one until no deviation can be left out.</summary>
/// <remarks>Source: Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002. Without randomness: the
/// same failure is shrunk to the same schedule.</remarks>
internal sealed class Shrinker
{
    private const int MostRuns = 1000;

    private readonly TestRun _failed;
    private readonly Func<Strategy, TestRun> _run;

    /// <param name="failed">The failure.</param>
    /// <param name="run">Runs the test under a strategy.</param>
    public Shrinker(TestRun failed, Func<Strategy, TestRun> run)
    {
        _failed = failed;
        _run = run;
        Best = failed;
    }

    /// <summary>The simplest failing run that is known.</summary>
    public TestRun Best { get; private set; }

    public int Runs { get; private set; }

    /// <summary>The limit of runs was met before no deviation could be left out any more.</summary>
    public bool IsCutShort { get; private set; }

    /// <returns>False if the schedule of the failure does not fail again: then something else than the schedule
    /// decides.</returns>
    public bool Shrink()
    {
        if (!StillFails(_failed.Schedule)) return false;
        if (StillFails(Schedule.Fifo)) return true;
        for (int size = (Best.Schedule.Deviations.Count + 1) / 2; size > 0; size = size == 1 ? 0 : (size + 1) / 2)
        {
            // What was needed by a deviation that is gone may be superfluous now.
            while (LeaveOut(size) && size == 1) { }
            if (IsCutShort) return true;
        }

        return true;
    }

    /// <summary>Tries to do without each group of so many neighbours.</summary>
    private bool LeaveOut(int size)
    {
        bool any = false;
        // From behind: what is left out changes nothing of what comes before.
        for (int end = Best.Schedule.Deviations.Count; end > 0; end = Math.Min(end - size, Best.Schedule.Deviations.Count))
        {
            if (Runs >= MostRuns)
            {
                IsCutShort = true;
                return false;
            }

            int start = Math.Max(0, end - size);
            any |= StillFails(Best.Schedule.Without(start, end - start));
        }

        return any;
    }

    private bool StillFails(Schedule schedule)
    {
        Runs++;
        TestRun again = _run(Strategy.Replay(schedule));
        if (!IsSame(_failed.Failure!, again.Failure)) return false;
        // What it did not come to is not needed.
        Best = again;
        return true;
    }

    /// <summary>The same type of exception, with the same words; numbers may differ.</summary>
    private static bool IsSame(Exception one, Exception? other)
    {
        if (other is null || one.GetType() != other.GetType()) return false;
        if (one is VirtualTimeException here && other is VirtualTimeException there) return here.Problem == there.Problem;
        return WithoutNumbers(one.Message) == WithoutNumbers(other.Message);
    }

    private static string WithoutNumbers(string text) => string.Concat(text.Where(character => !char.IsAsciiDigit(character)));
}
