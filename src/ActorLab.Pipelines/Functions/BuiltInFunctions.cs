using System.Collections.Immutable;
using System.Globalization;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Functions;

/// <summary>The functions that are always there. Text is compared and changed without regard to any culture.</summary>
internal static class BuiltInFunctions
{
    private const int MaxParts = 1_000_000;

    public static readonly ImmutableArray<FunctionEntry> All =
    [
        Map("identity", [], "the value itself", _ => value => value),
        Map("upper", [], "text in capitals", _ => value => new TextValue(Text(value).ToUpperInvariant())),
        Map("lower", [], "text in small letters", _ => value => new TextValue(Text(value).ToLowerInvariant())),
        Map("trim", [], "text without white space at its ends", _ => value => new TextValue(Text(value).Trim())),
        Map("reverse", [], "text backwards", _ => value => new TextValue(Reversed(Text(value)))),
        Map("length", [], "the number of characters of a text, or of items of a list", _ => value => new NumberValue(value is ListValue list ? list.Items.Length : Text(value).Length)),
        Map("field", ["number", "separator"], "one field of a text, from 1", arguments => AsText(Field(arguments))),
        Map("to-number", [], "the whole number that a text is", _ => value => new NumberValue(Number(value))),
        Map("add", ["number"], "the number and another", arguments => AddTo(Whole(arguments[0]))),
        Map("multiply", ["number"], "the number times another", arguments => Times(Whole(arguments[0]))),
        Map("square", [], "the number times itself", _ => value => Checked(() => checked(Number(value) * Number(value)), "square")),
        Map("sum", [], "the sum of a list of numbers", _ => value => Checked(() => Items(value).Aggregate(0L, (sum, v) => checked(sum + Number(v))), "sum")),
        Map("hash", [], "a number that depends on every character of the value", _ => value => new NumberValue((long)(StableHash.Of(Line(value)) >> 1))),
        Map("is-prime", [], "1 for a prime number, 0 for any other, found by dividing", _ => value => new NumberValue(IsPrime(Number(value)) ? 1 : 0)),
        Filter("not-empty", [], "a text that is not empty", _ => value => Text(value).Length > 0),
        Filter("contains", ["text"], "a text with another in it", arguments => value => Text(value).Contains(arguments[0], StringComparison.Ordinal)),
        Filter("longer-than", ["number"], "a text with more characters", arguments => LongerThan(Whole(arguments[0]))),
        Filter("even", [], "an even number", _ => value => Number(value) % 2 == 0),
        Filter("odd", [], "an odd number", _ => value => Number(value) % 2 != 0),
        Filter("less-than", ["number"], "a smaller number", arguments => LessThan(Whole(arguments[0]))),
        Filter("prime", [], "a prime number, found by dividing", _ => value => IsPrime(Number(value))),
        FlatMap("words", [], "the words of a text, by white space", _ => value => Texts(Text(value).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))),
        FlatMap("split", ["separator"], "the fields of a text", arguments => SplitAt(NotEmpty(arguments[0]))),
        FlatMap("characters", [], "each character of a text", _ => value => Texts(Text(value).Select(c => c.ToString()))),
        FlatMap("repeat", ["times"], "the value, several times", arguments => Repeated(Whole(arguments[0]))),
        FlatMap("items", [], "the items of a list", _ => value => Items(value)),
        Key("self", [], "the value", _ => Line),
        Key("first-letter", [], "the first character of a text, in capitals", _ => value => Line(value) is [var first, ..] ? char.ToUpperInvariant(first).ToString() : ""),
        Key("field", ["number", "separator"], "one field of a text, from 1", Field),
        Key("modulo", ["number"], "the remainder of a number", arguments => Modulo(Whole(arguments[0]))),
        Key("length", [], "the number of characters", _ => value => Line(value).Length.ToString(CultureInfo.InvariantCulture)),
    ];

    private static FunctionEntry Map(string name, ImmutableArray<string> parameters, string summary, Func<ImmutableArray<string>, Func<IMessage, IMessage>> make) =>
        new(name, FunctionRole.Map, parameters, summary, arguments => DelegateFunction.Map(make(arguments)));

    private static FunctionEntry Filter(string name, ImmutableArray<string> parameters, string summary, Func<ImmutableArray<string>, Func<IMessage, bool>> make) =>
        new(name, FunctionRole.Filter, parameters, summary, arguments => DelegateFunction.Filter(make(arguments)));

    private static FunctionEntry FlatMap(string name, ImmutableArray<string> parameters, string summary, Func<ImmutableArray<string>, Func<IMessage, IReadOnlyList<IMessage>>> make) =>
        new(name, FunctionRole.FlatMap, parameters, summary, arguments => DelegateFunction.FlatMap(make(arguments)));

    private static FunctionEntry Key(string name, ImmutableArray<string> parameters, string summary, Func<ImmutableArray<string>, Func<IMessage, string>> make) =>
        new(name, FunctionRole.Key, parameters, summary, arguments => DelegateFunction.Key(make(arguments)));

    private static Func<IMessage, IMessage> AddTo(long term) => value => Checked(() => checked(Number(value) + term), "add");

    private static Func<IMessage, IMessage> Times(long factor) => value => Checked(() => checked(Number(value) * factor), "multiply");

    private static Func<IMessage, bool> LongerThan(long length) => value => Text(value).Length > length;

    private static Func<IMessage, bool> LessThan(long number) => value => Number(value) < number;

    private static Func<IMessage, string> Modulo(long divisor)
    {
        if (divisor < 1) throw new ArgumentException($"expected a number of at least 1, got {divisor}");
        return value => (((Number(value) % divisor) + divisor) % divisor).ToString(CultureInfo.InvariantCulture);
    }

    private static Func<IMessage, IReadOnlyList<IMessage>> Repeated(long times)
    {
        if (times is < 0 or > MaxParts) throw new ArgumentException($"expected a number from 0 to {MaxParts}, got {times}");
        return value => [.. Enumerable.Repeat(value, (int)times)];
    }

    private static string Text(IMessage value) => value switch
    {
        TextValue(var text) => text,
        NumberValue number => number.Line,
        _ => throw new StageFunctionException($"expected a text, got {Shown(value)}"),
    };

    private static string Line(IMessage value) => value is ItemValue known ? known.Line : throw new StageFunctionException($"expected a text or a number, got {Shown(value)}");

    private static long Number(IMessage value) => value switch
    {
        NumberValue(var number) => number,
        TextValue(var text) when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => number,
        _ => throw new StageFunctionException($"expected a whole number, got {Shown(value)}"),
    };

    private static ImmutableArray<IMessage> Items(IMessage value) => value is ListValue list ? list.Items : throw new StageFunctionException($"expected a list, got {Shown(value)}");

    private static string Shown(IMessage value)
    {
        string text = value is ItemValue known ? known.Line : value.GetType().Name;
        return $"'{(text.Length > 40 ? text[..40] + "…" : text)}'";
    }

    private static IReadOnlyList<IMessage> Texts(IEnumerable<string> texts) => [.. texts.Select(t => (IMessage)new TextValue(t))];

    private static NumberValue Checked(Func<long> compute, string what)
    {
        try
        {
            return new NumberValue(compute());
        }
        catch (OverflowException tooLarge)
        {
            throw new StageFunctionException($"{what}: the result has more than 64 bits", tooLarge);
        }
    }

    private static string Reversed(string text)
    {
        // By text elements, or a letter would lose its accent to its neighbour.
        var elements = new List<string>();
        TextElementEnumerator enumerator = StringInfo.GetTextElementEnumerator(text);
        while (enumerator.MoveNext()) elements.Add(enumerator.GetTextElement());
        elements.Reverse();
        return string.Concat(elements);
    }

    private static Func<IMessage, string> Field(ImmutableArray<string> arguments)
    {
        long number = Whole(arguments[0]);
        string separator = NotEmpty(arguments[1]);
        if (number < 1) throw new ArgumentException($"expected a field from 1, got {number}");
        return value =>
        {
            string text = Text(value);
            string[] fields = text.Split(separator);
            return number <= fields.Length ? fields[number - 1] : throw new StageFunctionException($"expected {number} fields, got {fields.Length} in {Shown(value)}");
        };
    }

    private static Func<IMessage, IMessage> AsText(Func<IMessage, string> function) => value => new TextValue(function(value));

    private static Func<IMessage, IReadOnlyList<IMessage>> SplitAt(string separator) => value => Texts(Text(value).Split(separator));

    private static string NotEmpty(string separator) => separator.Length > 0 ? separator : throw new ArgumentException("expected a separator, got an empty text");

    private static long Whole(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw new ArgumentException($"expected a whole number, got '{text}'");

    private static bool IsPrime(long number)
    {
        if (number < 4) return number > 1;
        if (number % 2 == 0) return false;
        for (long divisor = 3; divisor <= number / divisor; divisor += 2)
            if (number % divisor == 0) return false;
        return true;
    }
}
