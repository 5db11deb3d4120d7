using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorLab.Core.Primitives;

/// <summary>Reads distributions: a kind and its arguments in parentheses.</summary>
internal static class DistributionText
{
    private static readonly Form[] s_forms =
    [
        new("constant", "(value)", 1, a => new ConstantDistribution(a.Duration(0))),
        new("uniform", "(minimum, maximum)", 2, a => new UniformDistribution(a.Duration(0), a.Duration(1))),
        new("exponential", "(mean)", 1, a => new ExponentialDistribution(a.Duration(0))),
        new("normal", "(mean, standard deviation)", 2, a => new NormalDistribution(a.Duration(0), a.Duration(1))),
        new("log-normal", "(mean, standard deviation)", 2, a => new LogNormalDistribution(a.Duration(0), a.Duration(1))),
        new("weibull", "(scale, shape)", 2, a => new WeibullDistribution(a.Duration(0), a.Number(1))),
        new("erlang", "(phases, mean)", 2, a => new ErlangDistribution(a.Count(0), a.Duration(1))),
        new("pareto", "(minimum, shape)", 2, a => new ParetoDistribution(a.Duration(0), a.Number(1))),
        new("empirical", "(value, value, …)", null, a => new EmpiricalDistribution([.. Enumerable.Range(0, a.Texts.Length).Select(a.Duration)])),
    ];

    /// <summary>How a kind is written; <c>Count</c> is null where there may be any number of arguments.</summary>
    private sealed record Form(string Kind, string Parameters, int? Count, Func<Arguments, Distribution> Make);

    private readonly record struct Arguments(string Kind, string[] Texts)
    {
        public SimDuration Duration(int index) =>
            DurationText.TryParse(Texts[index], out SimDuration value, out string? error) ? value : throw new ArgumentException($"{Kind}: {error}");

        public double Number(int index) =>
            double.TryParse(Texts[index], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                ? value
                : throw new ArgumentException($"{Kind}: expected a number such as 1.5, got '{Texts[index]}'");

        public int Count(int index) =>
            int.TryParse(Texts[index], NumberStyles.None, CultureInfo.InvariantCulture, out int value)
                ? value
                : throw new ArgumentException($"{Kind}: expected a whole number such as 3, got '{Texts[index]}'");
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out Distribution? distribution, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            distribution = Parse(text.Trim());
            error = null;
            return true;
        }
        catch (ArgumentException wrong)
        {
            // What a distribution asks of its arguments stands in its constructor alone.
            distribution = null;
            error = wrong.Message;
            return false;
        }
    }

    private static Distribution Parse(string text)
    {
        int open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || text[^1] != ')') throw new ArgumentException($"expected a distribution such as exponential(5 ms), got '{text}'");
        string kind = text[..open].TrimEnd();
        Form form = Array.Find(s_forms, f => string.Equals(f.Kind, kind, StringComparison.Ordinal))
            ?? throw new ArgumentException($"expected one of {string.Join(", ", s_forms.Select(f => f.Kind))}, got '{kind}'");
        string inside = text[(open + 1)..^1].Trim();
        string[] texts = inside.Length == 0 ? [] : inside.Split(',', StringSplitOptions.TrimEntries);
        if (form.Count is { } count && texts.Length != count) throw new ArgumentException($"expected {kind}{form.Parameters}, got {texts.Length} arguments in '{text}'");
        return form.Make(new Arguments(kind, texts));
    }
}
