using System.Collections.Immutable;
using ActorLab.Core.Machine;
using ActorLab.Hocon;

namespace ActorLab.Definitions.Schema;

/// <summary>A latency: a duration, the bounds of one that varies evenly, the values that were measured, or a distribution by name, such as <c>exponential(5 ms)</c>.</summary>
public sealed class LatencySetting : Setting<Distribution>
{
    private const string Expected = "a duration, { min = …, max = … }, { values = […] } or a distribution such as exponential(5 ms)";
    private const int MaxValues = 100_000;

    private static readonly DurationSetting s_duration = new("", SimDuration.Zero, Latency.Longest);

    private readonly DurationSetting _least = new("min", SimDuration.Zero, Latency.Longest);
    private readonly DurationSetting _most = new("max", SimDuration.Zero, Latency.Longest);
    private readonly ValuesSetting _values = new("values");
    private readonly Section _bounds = new("");
    private readonly Section _measured = new("");

    internal LatencySetting(string key) : base(key)
    {
        _bounds.Add(_least);
        _bounds.Add(_most);
        _measured.Add(_values);
    }

    private protected override Distribution? ReadPresent(HoconField field, ReadingProblems problems)
    {
        switch (field.Value)
        {
            case HoconObject fields when fields[_values.Key] is not null:
                return Checked(_measured, field, problems) && _values.Read(field[_values.Key], problems) is { } values ? new EmpiricalDistribution(values) : null;
            case HoconObject:
                return ReadBounds(field, problems);
            case HoconString text when text.Text.Contains('(', StringComparison.Ordinal):
                return ReadNamed(text.Text, field, problems);
            case HoconNumber or HoconString:
                return s_duration.Read(field, problems) is { } value ? Latency.Constant(value) : null;
            default:
                problems.Unfit(field.Expected(Expected));
                return null;
        }
    }

    private static bool Checked(Section section, HoconField field, ReadingProblems problems)
    {
        int before = problems.Count;
        section.Check(field, problems);
        return problems.Count == before;
    }

    private UniformDistribution? ReadBounds(HoconField field, ReadingProblems problems)
    {
        if (!Checked(_bounds, field, problems)) return null;
        SimDuration? least = _least.Read(field[_least.Key], problems);
        SimDuration? most = _most.Read(field[_most.Key], problems);
        if (least is null || most is null) return null;
        if (least <= most) return new UniformDistribution(least.Value, most.Value);
        problems.Unfit(field[_most.Key].Expected($"at least min, which is {least}"));
        return null;
    }

    private static Distribution? ReadNamed(string text, HoconField field, ReadingProblems problems)
    {
        if (!Distribution.TryParse(text, out Distribution? distribution, out string? error)) problems.Unfit(field.Expected($"a distribution ({error})"));
        else if (Latency.Lack(distribution) is { } lack) problems.Unfit(field.Expected($"a distribution {lack}"));
        else return distribution;
        return null;
    }

    /// <summary>Durations in an array, each as likely as it is often.</summary>
    private sealed class ValuesSetting : Setting<ImmutableArray<SimDuration>?>
    {
        public ValuesSetting(string key) : base(key)
        {
        }

        private protected override ImmutableArray<SimDuration>? ReadPresent(HoconField field, ReadingProblems problems)
        {
            if (!problems.TryTake(field.AsList(), out IReadOnlyList<HoconField>? elements)) return null;
            if (elements.Count is 0 or > MaxValues)
            {
                problems.Unfit(field.Expected($"1 to {MaxValues} durations"));
                return null;
            }

            int before = problems.Count;
            var values = ImmutableArray.CreateBuilder<SimDuration>(elements.Count);
            foreach (HoconField element in elements)
            {
                if (problems.IsFull) return null;
                if (s_duration.Read(element, problems) is { } value) values.Add(value);
            }

            return problems.Count == before ? values.ToImmutable() : null;
        }
    }
}
