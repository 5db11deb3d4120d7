using System.Diagnostics.CodeAnalysis;
using Akka.Configuration;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.VirtualTime;

/// <summary>How a virtual world runs. The same options are the section <c>akka.virtual-time</c> of a system's
/// configuration.</summary>
public sealed record VirtualWorldOptions
{
    /// <summary>Which of several ready mailboxes runs next.</summary>
    public Strategy Strategy { get; init; } = Strategy.Fifo;

    /// <summary>Seed of Akka's own random numbers: uids, random routers, back-off.</summary>
    public int Seed { get; init; }

    /// <summary>Processors of the virtual machine, 1 or more; the pool behind dispatchers without a number of threads has so
    /// many.</summary>
    public int Processors { get; init; } = 4;

    /// <summary>So many turns without the clock moving are a livelock; 1 or more.</summary>
    public long LivelockTurns { get; init; } = 10_000_000;

    /// <summary>How much virtual time a wait without a limit may take before it is given up as one that never ends.</summary>
    public TimeSpan Horizon { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long, on the real clock, the loop waits for work of other threads when nothing else is left.</summary>
    public TimeSpan ForeignPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long, on the real clock, a turn may wait on the loop's thread before it is reported.</summary>
    public TimeSpan BlockingPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What the virtual clock shows at the beginning.</summary>
    public DateTimeOffset Start { get; init; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Cures that are left out.</summary>
    internal Traps Open { get; init; }

    /// <summary>Reads <c>akka.virtual-time</c>; what is not given there is the default.</summary>
    /// <exception cref="ConfigurationException">A value cannot be used; the message names the setting, what was expected and what
    /// was found.</exception>
    public static VirtualWorldOptions From(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var options = new VirtualWorldOptions();
        const string Path = "akka.virtual-time";
        if (config.HasPath(Path) && !config.GetValue(Path).IsObject())
        {
            throw new ConfigurationException($"{Path}: expected a section, got \"{config.GetString(Path)}\"");
        }

        Config section = config.GetConfig(Path);
        if (section is null || section.IsEmpty) return options;
        var reader = new SettingsReader(section);
        options = options with
        {
            Strategy = reader.Read("strategy", "fifo, random(SEED), pct(SEED, DEPTH) or replay(SCHEDULE)", Strategy.Parse,
                options.Strategy),
            Seed = reader.Read("seed", "a whole number",
                text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture), options.Seed),
            Processors = reader.Read("processors", "a whole number from 1 to 1024", text => Whole(text, 1, 1024),
                options.Processors),
            LivelockTurns = reader.Read("livelock-turns", "a whole number of 1 or more", text => Whole(text, 1, int.MaxValue),
                options.LivelockTurns),
            Horizon = reader.ReadTime("horizon", options.Horizon),
            ForeignPatience = reader.ReadTime("foreign-patience", options.ForeignPatience),
            BlockingPatience = reader.ReadTime("blocking-patience", options.BlockingPatience),
        };
        reader.ThrowIfWrong();
        return options;
    }

    private static int Whole(string text, int least, int most)
    {
        int value = int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        return value >= least && value <= most ? value : throw new FormatException();
    }

    /// <summary>Collects everything that is wrong, so that all of it is told at once.</summary>
    private sealed class SettingsReader(Config section)
    {
        private readonly List<string> _wrong = [];
        private readonly List<string> _known = [];

        public T Read<T>(string key, string expected, Func<string, T> parse, T otherwise)
        {
            if (!TryText(key, expected, out string? text)) return otherwise;
            try
            {
                return parse(text);
            }
            catch (FormatException wrong)
            {
                Add(key, expected, text, wrong is StrategyFormatException ? wrong.Message : null);
            }
            catch (OverflowException)
            {
                Add(key, expected, text, null);
            }

            return otherwise;
        }

        public TimeSpan ReadTime(string key, TimeSpan otherwise)
        {
            const string Expected = "a positive time such as 500ms or 5s";
            if (!TryText(key, Expected, out string? text)) return otherwise;
            try
            {
                TimeSpan time = section.GetTimeSpan(key, otherwise, allowInfinite: false);
                if (time > TimeSpan.Zero) return time;
            }
            catch (FormatException)
            {
                // Told below, like a time that is not positive.
            }

            Add(key, Expected, text, null);
            return otherwise;
        }

        public void ThrowIfWrong()
        {
            foreach (string key in Keys().Except(_known, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                _wrong.Add($"akka.virtual-time.{key}: there is no such setting; expected {string.Join(", ", _known)}");
            }

            if (_wrong.Count > 0) throw new ConfigurationException(string.Join(Environment.NewLine, _wrong));
        }

        private bool TryText(string key, string expected, [NotNullWhen(true)] out string? text)
        {
            text = null;
            _known.Add(key);
            if (!section.HasPath(key)) return false;
            if (section.GetValue(key).IsString()) text = section.GetString(key);
            else _wrong.Add($"akka.virtual-time.{key}: expected {expected}, got a section or a list");
            return text is not null;
        }

        private IEnumerable<string> Keys()
        {
            for (Config? layer = section; layer is not null; layer = layer.Fallback)
            {
                if (!layer.Root.IsObject()) continue;
                foreach (string key in layer.Root.GetObject().Items.Keys) yield return key;
            }
        }

        private void Add(string key, string expected, string got, string? why) =>
            _wrong.Add($"akka.virtual-time.{key}: expected {expected}, got \"{got}\"{(why is null ? "" : $" ({why})")}");
    }
}
