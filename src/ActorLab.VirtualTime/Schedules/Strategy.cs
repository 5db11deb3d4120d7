using System.Globalization;

namespace ActorLab.VirtualTime.Schedules;

/// <summary>A strategy's text cannot be read; the message says what was expected.</summary>
public sealed class StrategyFormatException(string message) : FormatException(message);

/// <summary>How the next of several ready mailboxes is chosen. A strategy is a value; each world makes its own chooser from
/// it.</summary>
public abstract record Strategy
{
    /// <summary>The mailbox that was ready first runs first.</summary>
    public static Strategy Fifo { get; } = new FifoStrategy();

    /// <summary>Each ready mailbox is as likely as any other.</summary>
    public static Strategy Random(int seed) => new RandomStrategy(seed);

    /// <summary>Probabilistic concurrency testing: every actor has a random priority, the ready mailbox with the highest runs,
    /// and at <paramref name="depth"/> - 1 random choices the priority of the one that would run falls below all
    /// others.</summary>
    /// <remarks>Source: Burckhardt, Kothari, Musuvathi and Nagarakatte, "A randomized scheduler with probabilistic guarantees of
    /// finding bugs", 2010: a bug that needs
    /// <paramref name="depth"/> ordering constraints shows with a probability of at least 1 / (actors × choices^(depth -
    /// 1)).</remarks>
    /// <param name="seed">Any whole number.</param>
    /// <param name="depth">1 or more.</param>
    /// <param name="choices">Among how many choices the changes are spread; 1 or more.</param>
    public static Strategy Pct(int seed, int depth, int choices = 1000) => new PctStrategy(seed, depth, choices);

    /// <summary>Takes the choices of an earlier run again.</summary>
    public static Strategy Replay(Schedule schedule) =>
        new ReplayStrategy(schedule ?? throw new ArgumentNullException(nameof(schedule)));

    /// <summary>Reads <c>fifo</c>, <c>random(SEED)</c>, <c>pct(SEED, DEPTH)</c>, <c>pct(SEED, DEPTH, CHOICES)</c> or
    /// <c>replay(SCHEDULE)</c>.</summary>
    /// <exception cref="StrategyFormatException">The text is none of these; the message says which part is wrong.</exception>
    public static Strategy Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        int open = trimmed.IndexOf('(', StringComparison.Ordinal);
        string name = open < 0 ? trimmed : trimmed[..open].TrimEnd();
        string[]? arguments = null;
        if (open >= 0)
        {
            if (!trimmed.EndsWith(')')) throw new StrategyFormatException($"the closing parenthesis of {name}(… is missing");
            string inner = trimmed[(open + 1)..^1];
            arguments = name == "replay" ? [inner] : inner.Split(',');
        }

        switch (name)
        {
            case "fifo" when arguments is null: return Fifo;
            case "random" when arguments is { Length: 1 }: return Random(Whole(arguments[0], "the seed", int.MinValue));
            case "pct" when arguments is { Length: 2 or 3 }:
                int seed = Whole(arguments[0], "the seed", int.MinValue), depth = Whole(arguments[1], "the depth", 1);
                return arguments.Length == 2 ? Pct(seed, depth)
                    : Pct(seed, depth, Whole(arguments[2], "the number of choices", 1));
            case "replay" when arguments is not null: return Replay(Schedule.Parse(arguments[0]));
            case "fifo": throw new StrategyFormatException("fifo takes no arguments");
            case "random": throw new StrategyFormatException("random takes a seed: random(7)");
            case "pct": throw new StrategyFormatException("pct takes a seed and a depth: pct(7, 3)");
            case "replay": throw new StrategyFormatException("replay takes a schedule: replay(3:1,17:2)");
            default: throw new StrategyFormatException($"there is no strategy \"{name}\"");
        }
    }

    internal abstract IChooser Start();

    private static int Whole(string text, string what, int least) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture, out int value) &&
        value >= least
            ? value
            : throw new StrategyFormatException(
                $"expected {what} to be a whole number{(least > int.MinValue ? $" of {least} or more" : "")}, got \"{text.Trim()}\"");

    private sealed record FifoStrategy : Strategy
    {
        public override string ToString() => "fifo";

        internal override IChooser Start() => new FifoChooser();
    }

    private sealed record RandomStrategy(int Seed) : Strategy
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"random({Seed})");

        internal override IChooser Start() => new RandomChooser(Seed);
    }

    private sealed record PctStrategy(int Seed, int Depth, int Choices) : Strategy
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"pct({Seed}, {Depth}, {Choices})");

        internal override IChooser Start() => new PctChooser(Seed, Depth, Choices);
    }

    private sealed record ReplayStrategy(Schedule Schedule) : Strategy
    {
        public override string ToString() => $"replay({Schedule})";

        internal override IChooser Start() => new ReplayChooser(Schedule);
    }
}
