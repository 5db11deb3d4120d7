using ActorLab.Hocon;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Definitions.Schema;

/// <summary>One of the words of an enumeration.</summary>
public sealed class ChoiceSetting<T> : Setting<T?> where T : struct, Enum
{
    internal ChoiceSetting(string key) : base(key)
    {
    }

    private protected override T? ReadPresent(HoconField field, ReadingProblems problems)
    {
        HoconReading<string> word = field.AsWord([.. StageWords<T>.All]);
        if (word.Problem is null) return StageWords<T>.Find(word.Value!);
        problems.Unfit(word.Problem, StageWords<T>.All);
        return null;
    }
}

/// <summary>A text, or several in an array.</summary>
public sealed class TextsSetting : Setting<IReadOnlyList<string>>
{
    private const int MaxTexts = 1_000;

    internal TextsSetting(string key) : base(key)
    {
    }

    private protected override IReadOnlyList<string>? ReadPresent(HoconField field, ReadingProblems problems)
    {
        if (field.Value is not (HoconArray or HoconObject)) return problems.TryTake(field.AsString(), out string? only) ? [only] : null;
        if (!problems.TryTake(field.AsList(), out IReadOnlyList<HoconField>? elements)) return null;
        if (elements.Count is 0 or > MaxTexts)
        {
            problems.Unfit(field.Expected($"1 to {MaxTexts} texts"));
            return null;
        }

        int before = problems.Count;
        var texts = new List<string>();
        foreach (HoconField element in elements)
            if (problems.TryTake(element.AsString(), out string? text)) texts.Add(text);
        return problems.Count == before ? texts : null;
    }
}

/// <summary>A duration, or a distribution of durations such as <c>exponential(2 ms)</c>.</summary>
public sealed class DistributionSetting : Setting<Distribution>
{
    internal DistributionSetting(string key) : base(key)
    {
    }

    private protected override Distribution? ReadPresent(HoconField field, ReadingProblems problems)
    {
        bool isCall = field.Value is HoconString { Value: var text } && text.Contains('(', StringComparison.Ordinal);
        if (!isCall)
        {
            if (field.AsNanoseconds() is { Problem: null, Value: >= 0 and var value }) return new ConstantDistribution(new SimDuration(value));
            problems.Unfit(field.Expected("a duration, or a distribution such as exponential(5 ms)"));
            return null;
        }

        if (Distribution.TryParse(((HoconString)field.Value!).Value, out Distribution? distribution, out string? error)) return distribution;
        problems.Unfit(field.Expected($"a distribution such as exponential(5 ms) ({error})"));
        return null;
    }
}

/// <summary>The name of a function, with its arguments in parentheses.</summary>
public sealed class FunctionSetting : Setting<FunctionCall>
{
    internal FunctionSetting(string key) : base(key) => IsOptional = true;

    private protected override FunctionCall? ReadPresent(HoconField field, ReadingProblems problems)
    {
        if (field.AsString() is { Problem: null, Value: { } text } && FunctionCall.Parse(text) is { } call) return call;
        problems.Unfit(field.Expected("a function such as upper or \"field(2, ';')\""));
        return null;
    }
}

/// <summary>On, off, or an object without settings, which is on.</summary>
public sealed class SwitchSetting : Setting<bool?>
{
    internal SwitchSetting(string key) : base(key)
    {
    }

    private protected override bool? ReadPresent(HoconField field, ReadingProblems problems)
    {
        if (field.Value is HoconObject { Count: 0 }) return true;
        if (field.AsBoolean() is { Problem: null, Value: var value }) return value;
        problems.Unfit(field.Expected("on or off"));
        return null;
    }
}

/// <summary>A number from 0 to 1.</summary>
public sealed class ShareSetting : Setting<double?>
{
    internal ShareSetting(string key) : base(key)
    {
    }

    private protected override double? ReadPresent(HoconField field, ReadingProblems problems)
    {
        if (field.AsDouble() is { Problem: null, Value: >= 0 and <= 1 and var value }) return value;
        problems.Unfit(field.Expected("a number from 0 to 1"));
        return null;
    }
}

/// <summary>Some checks, or on for those that hold where they stand.</summary>
public sealed class ChecksSetting : Setting<IReadOnlyList<string>>
{
    internal ChecksSetting(string key) : base(key)
    {
    }

    private protected override IReadOnlyList<string>? ReadPresent(HoconField field, ReadingProblems problems)
    {
        if (field.Value is HoconScalar { Text: "on" or "true" or "yes" } or HoconArray { Count: 0 } or HoconObject { Count: 0 }) return [];
        if (!problems.TryTake(field.AsList(), out IReadOnlyList<HoconField>? elements)) return null;
        int before = problems.Count;
        var words = new List<string>();
        foreach (HoconField element in elements)
        {
            HoconReading<string> word = element.AsWord([.. VerifierSink.Known]);
            if (word.Problem is not null) problems.Unfit(word.Problem, VerifierSink.Known);
            else if (words.Contains(word.Value!)) problems.Unfit(element.Expected("each word once"));
            else words.Add(word.Value!);
        }

        return problems.Count == before ? words : null;
    }
}
