using System.Globalization;
using System.Text.RegularExpressions;
using Akka.Configuration;
using Akka.Event;
using ActorLab.Hocon;

namespace ActorLab.Definitions.Reading.Akka;

/// <summary>What may stand in a setting of Akka, and how Akka reads it there.</summary>
/// <param name="Expected">In words.</param>
/// <param name="Fits">Whether the value, which stands at <c>v</c>, is one; may throw as Akka does for what is none.</param>
internal sealed partial record AkkaKind(string Expected, Func<Config, bool> Fits)
{
    private static readonly AkkaKind s_boolean = new("on or off", c => c.GetBoolean("v") || true);
    private static readonly AkkaKind s_integer = new("a whole number", c => c.GetInt("v") is var _);
    private static readonly AkkaKind s_positive = new("a whole number of at least 1", c => c.GetInt("v") >= 1);
    private static readonly AkkaKind s_number = new("a number", c => double.IsFinite(c.GetDouble("v")));
    private static readonly AkkaKind s_size = new("a size such as 64 KiB", c => c.GetByteSize("v") is not null);
    private static readonly AkkaKind s_texts =
        new("an array", c => c.GetStringList("v") is not null && c.GetValue("v").IsArray());

    private static readonly AkkaKind s_text = new("a text", c => c.GetString("v") is not null);
    private static readonly AkkaKind s_duration = new("a duration such as 5 s", c => c.GetTimeSpan("v") >= TimeSpan.Zero);

    private static readonly AkkaKind s_longDuration =
        new("a duration such as 5 s, or infinite", c => c.GetString("v") == "infinite" || s_duration.Fits(c));

    private static readonly AkkaKind s_level = new(
        "one of OFF, ERROR, WARNING, INFO, DEBUG",
        c => c.GetString("v").Equals("OFF", StringComparison.OrdinalIgnoreCase)
            || Logging.LogLevelFor(c.GetString("v")) is var _);

    private static readonly AkkaKind s_count = new(
        "on, off or how many",
        c => c.GetString("v") is "on" or "off" or "true" or "false" or "yes" or "no" || c.GetInt("v") >= 0);

    /// <summary>Words that a value may be meant to be.</summary>
    public IReadOnlyList<string> Words => this == s_level ? ["OFF", "ERROR", "WARNING", "INFO", "DEBUG"] : [];

    /// <param name="path">Of the setting.</param>
    /// <param name="usual">What stands there in Akka's reference configuration.</param>
    public static AkkaKind Of(string path, global::Akka.Configuration.Hocon.HoconValue usual)
    {
        string key = path[(path.LastIndexOf('.') + 1)..];
        switch (key)
        {
            case "loglevel": return s_level;
            case "log-dead-letters": return s_count;
            case "log-dead-letters-suspend-duration" or "ask-timeout": return s_longDuration;
            case "throughput" or "thread-count": return s_positive;
        }

        if (usual.IsArray()) return s_texts;
        string text = usual.GetString() ?? "";
        return text is "on" or "off" or "true" or "false" ? s_boolean
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? s_integer
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? s_number
            : text == "infinite" ? s_longDuration
            : Duration().IsMatch(text) ? s_duration
            : Size().IsMatch(text) ? s_size
            : s_text;
    }

    /// <summary>Whether Akka takes a value for one of this kind.</summary>
    public bool Takes(HoconValue value)
    {
        if (value is HoconObject or HoconNull || (value is HoconArray && this != s_texts)) return false;
        try
        {
            return Fits(ConfigurationFactory.ParseString($"v = {HoconWriter.ToJson(value)}"));
        }
        catch (Exception refused) when (refused is not OutOfMemoryException)
        {
            // Each of its readers has exceptions of its own for what it cannot read.
            return false;
        }
    }

    [GeneratedRegex(@"^\d+(\.\d+)?\s*(ns|us|ms|s|m|h|d|seconds?|minutes?|hours?|days?)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Duration();

    [GeneratedRegex(@"^\d+\s*(b|[kmgKMG]i?[bB]?)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Size();
}
