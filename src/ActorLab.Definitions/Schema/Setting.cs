using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Hocon;

namespace ActorLab.Definitions.Schema;

/// <summary>One setting: its key and what may stand there. Its default is in <c>reference.conf</c>.</summary>
public abstract class Setting : SchemaNode
{
    private protected Setting(string key) : base(key)
    {
    }

    /// <summary>Whether null may stand there, for a default that depends on other settings.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether it has no default, so that its section is wrong without it.</summary>
    public bool IsRequired { get; init; }

    private protected bool IsLeftOut(HoconField field) => IsOptional && !field.IsPresent;
}

/// <summary>A setting that is read as a <typeparamref name="T"/>.</summary>
/// <typeparam name="T">Nullable: null is what is read where nothing stands, or nothing fit.</typeparam>
public abstract class Setting<T> : Setting
{
    private protected Setting(string key) : base(key)
    {
    }

    internal sealed override void Check(HoconField field, ReadingProblems problems) => Read(field, problems);

    internal T? Read(HoconField field, ReadingProblems problems) => IsLeftOut(field) ? default : ReadPresent(field, problems);

    private protected abstract T? ReadPresent(HoconField field, ReadingProblems problems);
}

/// <summary>One of a few words.</summary>
public sealed class WordSetting : Setting<string>
{
    internal WordSetting(string key, params IEnumerable<string> words) : base(key) => Words = [.. words];

    public IReadOnlyList<string> Words { get; }

    private protected override string? ReadPresent(HoconField field, ReadingProblems problems)
    {
        HoconReading<string> word = field.AsWord([.. Words]);
        if (word.Problem is not null) problems.Unfit(word.Problem, Words);
        return word.Value;
    }
}

/// <summary>The name of an execution model, or the word for all that the experiment has, one after the other.</summary>
public sealed class ModelSetting : Setting<ImmutableArray<ExecutionModel>?>
{
    /// <summary>The word for all models.</summary>
    public const string All = "all";

    private readonly ImmutableArray<ExecutionModel> _models;

    internal ModelSetting(string key, ImmutableArray<ExecutionModel> models) : base(key)
    {
        _models = models;
        Words = [All, .. models.Select(m => m.Name)];
    }

    public IReadOnlyList<string> Words { get; }

    private protected override ImmutableArray<ExecutionModel>? ReadPresent(HoconField field, ReadingProblems problems)
    {
        HoconReading<string> word = field.AsWord([.. Words]);
        if (word.Problem is null) return [.. _models.Where(m => word.Value == All || m.Name == word.Value)];
        problems.Unfit(word.Problem, Words);
        return null;
    }
}

/// <summary>Some of a few words, in an array.</summary>
public sealed class WordsSetting : Setting<IReadOnlyList<string>>
{
    internal WordsSetting(string key, params IEnumerable<string> words) : base(key) => Words = [.. words];

    public IReadOnlyList<string> Words { get; }

    private protected override IReadOnlyList<string>? ReadPresent(HoconField field, ReadingProblems problems)
    {
        if (!problems.TryTake(field.AsList(), out IReadOnlyList<HoconField>? elements)) return null;
        if (elements.Count == 0)
        {
            problems.Unfit(field.Expected($"at least one of {string.Join(", ", Words)}"));
            return null;
        }

        var words = new List<string>();
        foreach (HoconField element in elements)
        {
            if (problems.IsFull) return null;
            HoconReading<string> word = element.AsWord([.. Words]);
            if (word.Problem is not null) problems.Unfit(word.Problem, Words);
            else if (words.Contains(word.Value!)) problems.Unfit(element.Expected("each word once"));
            else words.Add(word.Value!);
        }

        return words;
    }
}

/// <summary>A whole number in a range, both ends included.</summary>
public sealed class IntegerSetting : Setting<long?>
{
    private readonly long _least;
    private readonly long _most;

    internal IntegerSetting(string key, long least, long most) : base(key)
    {
        _least = least;
        _most = most;
    }

    private protected override long? ReadPresent(HoconField field, ReadingProblems problems) =>
        problems.TryTake(field.AsLong(_least, _most), out long value) ? value : null;
}

/// <summary>A whole number in a range, both ends included, or several in an array, each once.</summary>
public sealed class IntegersSetting : Setting<IReadOnlyList<long>>
{
    private readonly long _least;
    private readonly long _most;
    private readonly int _mostNumbers;

    internal IntegersSetting(string key, long least, long most, int mostNumbers) : base(key)
    {
        _least = least;
        _most = most;
        _mostNumbers = mostNumbers;
    }

    private protected override IReadOnlyList<long>? ReadPresent(HoconField field, ReadingProblems problems)
    {
        // An object with numbers as keys stands for an array.
        if (field.Value is not (HoconArray or HoconObject)) return problems.TryTake(field.AsLong(_least, _most), out long only) ? [only] : null;
        if (!problems.TryTake(field.AsList(), out IReadOnlyList<HoconField>? elements)) return null;
        if (elements.Count is 0 || elements.Count > _mostNumbers)
        {
            problems.Unfit(field.Expected($"1 to {_mostNumbers} whole numbers"));
            return null;
        }

        var numbers = new List<long>();
        foreach (HoconField element in elements)
        {
            if (!problems.TryTake(element.AsLong(_least, _most), out long number)) continue;
            if (numbers.Contains(number)) problems.Unfit(element.Expected("each number once"));
            else numbers.Add(number);
        }

        return numbers;
    }
}

/// <summary>A finite number in a range, both ends included.</summary>
public sealed class NumberSetting : Setting<double?>
{
    private readonly double _least;
    private readonly double _most;

    internal NumberSetting(string key, double least, double most) : base(key)
    {
        _least = least;
        _most = most;
    }

    private protected override double? ReadPresent(HoconField field, ReadingProblems problems)
    {
        if (field.AsDouble() is { Problem: null } number && number.Value >= _least && number.Value <= _most) return number.Value;
        problems.Unfit(field.Expected(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a number from {_least} to {_most}")));
        return null;
    }
}

/// <summary>A whole number from 0 to 2⁶⁴ − 1, in digits alone.</summary>
public sealed class SeedSetting : Setting<ulong?>
{
    internal SeedSetting(string key) : base(key)
    {
    }

    private protected override ulong? ReadPresent(HoconField field, ReadingProblems problems)
    {
        string? text = field.Value is HoconNumber or HoconString ? ((HoconScalar)field.Value).Text : null;
        if (ulong.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out ulong seed)) return seed;
        problems.Unfit(field.Expected($"a whole number from 0 to {ulong.MaxValue}"));
        return null;
    }
}

/// <summary>A duration in a range, both ends included.</summary>
public sealed class DurationSetting : Setting<SimDuration?>
{
    private readonly SimDuration _least;
    private readonly SimDuration _most;

    internal DurationSetting(string key, SimDuration least, SimDuration most) : base(key)
    {
        _least = least;
        _most = most;
    }

    private protected override SimDuration? ReadPresent(HoconField field, ReadingProblems problems)
    {
        if (!problems.TryTake(field.AsNanoseconds(), out long nanoseconds)) return null;
        var value = new SimDuration(nanoseconds);
        if (value >= _least && value <= _most) return value;
        problems.Unfit(field.Expected($"a duration from {_least} to {_most}"));
        return null;
    }
}

/// <summary>A size in bytes that is a multiple of some unit.</summary>
public sealed class SizeSetting : Setting<long?>
{
    private readonly long _unitBytes;
    private readonly long _mostUnits;

    /// <param name="key">Its key.</param>
    /// <param name="unitBytes">What it is a multiple of; at least once.</param>
    /// <param name="mostUnits">How often at most.</param>
    internal SizeSetting(string key, long unitBytes, long mostUnits) : base(key)
    {
        _unitBytes = unitBytes;
        _mostUnits = mostUnits;
    }

    private protected override long? ReadPresent(HoconField field, ReadingProblems problems)
    {
        if (!problems.TryTake(field.AsBytes(), out long bytes)) return null;
        if (bytes >= _unitBytes && bytes <= _unitBytes * _mostUnits && bytes % _unitBytes == 0) return bytes;
        problems.Unfit(field.Expected($"a multiple of {_unitBytes} bytes, at most {_mostUnits} of them"));
        return null;
    }
}

/// <summary>On or off.</summary>
public sealed class BooleanSetting : Setting<bool?>
{
    internal BooleanSetting(string key) : base(key)
    {
    }

    private protected override bool? ReadPresent(HoconField field, ReadingProblems problems) =>
        problems.TryTake(field.AsBoolean(), out bool value) ? value : null;
}

/// <summary>Any text that is not empty and has no control characters.</summary>
public sealed class TextSetting : Setting<string>
{
    private const int MaxLength = 200;

    internal TextSetting(string key) : base(key)
    {
    }

    private protected override string? ReadPresent(HoconField field, ReadingProblems problems)
    {
        if (!problems.TryTake(field.AsString(), out string? text)) return null;
        if (text.Length is > 0 and <= MaxLength && !text.Any(char.IsControl)) return text;
        problems.Unfit(field.Expected($"a text of 1 to {MaxLength} characters without control characters"));
        return null;
    }
}

/// <summary>The path of a file. In a file it is relative to that file's folder; on a command line and in the environment to the current one.</summary>
public sealed class PathSetting : Setting<string>
{
    internal PathSetting(string key) : base(key)
    {
    }

    private protected override string? ReadPresent(HoconField field, ReadingProblems problems)
    {
        if (!problems.TryTake(field.AsString(), out string? path)) return null;
        if (path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal)) return path;
        problems.Unfit(field.Expected("the path of a file"));
        return null;
    }
}
