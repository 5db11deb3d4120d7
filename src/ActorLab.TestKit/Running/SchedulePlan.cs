using System.Globalization;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.TestKit.Running;

/// <summary>Which schedules are run: those of seeds, or a single one.</summary>
internal sealed class SchedulePlan
{
    public const string Random = "random";
    public const string ReplayVariable = "ACTORLAB_REPLAY";

    private readonly int _first;
    private readonly Func<int, Strategy> _strategyOf;

    private SchedulePlan(int count, int first, Func<int, Strategy> strategyOf, Strategy? replay)
    {
        Count = count;
        _first = first;
        _strategyOf = strategyOf;
        Replay = replay;
    }

    public int Count { get; }

    /// <summary>Null if seeds are run.</summary>
    public Strategy? Replay { get; }

    /// <exception cref="ArgumentException">Something cannot be used; the message names the setting, what was expected and what
    /// was found.</exception>
    public static SchedulePlan Of(int count, int first, string strategy, string? replay)
    {
        if (count < 1) throw Wrong("the number of schedules", "1 or more", count.ToString(CultureInfo.InvariantCulture));
        if (first > int.MaxValue - count + 1)
        {
            throw Wrong("First", $"at most {int.MaxValue - count + 1} with {count} schedules",
                first.ToString(CultureInfo.InvariantCulture));
        }

        string? fromOutside = Environment.GetEnvironmentVariable(ReplayVariable);
        Strategy? alone = !string.IsNullOrEmpty(fromOutside) ? ReadReplay(ReplayVariable, fromOutside) :
            replay is not null ? ReadReplay("Replay", replay) : null;
        return new SchedulePlan(count, first, ReadStrategy(strategy), alone);
    }

    public int Seed(int index) => _first + index;

    public Strategy StrategyOf(int seed) => _strategyOf(seed);

    private static Func<int, Strategy> ReadStrategy(string text)
    {
        string trimmed = text.Trim();
        if (trimmed == Random) return Strategy.Random;
        if (trimmed.StartsWith("pct(", StringComparison.Ordinal) && trimmed.EndsWith(')'))
        {
            string arguments = trimmed["pct(".Length..^1];
            try
            {
                Strategy.Parse($"pct(0, {arguments})");
                return seed => Strategy.Parse(string.Create(CultureInfo.InvariantCulture, $"pct({seed}, {arguments})"));
            }
            catch (StrategyFormatException wrong)
            {
                throw Wrong("Strategy", "random, pct(DEPTH) or pct(DEPTH, CHOICES)", $"\"{text}\" ({wrong.Message})");
            }
        }

        throw Wrong("Strategy", "random, pct(DEPTH) or pct(DEPTH, CHOICES)", $"\"{text}\"");
    }

    private static Strategy ReadReplay(string setting, string text)
    {
        try
        {
            string trimmed = text.Trim();
            bool isStrategy = trimmed.Contains('(', StringComparison.Ordinal) || trimmed == "fifo";
            return isStrategy ? Strategy.Parse(trimmed) : Strategy.Replay(Schedule.Parse(trimmed));
        }
        catch (FormatException wrong)
        {
            throw Wrong(setting, "a schedule such as 3:1,17:2, fifo, or a strategy with its seed such as random(17)",
                $"\"{text}\" ({wrong.Message})");
        }
    }

    private static ArgumentException Wrong(string setting, string expected, string got) =>
        new($"{setting}: expected {expected}, got {got}");
}
