using System.Text;

namespace ActorLab.Hocon.Tests;

/// <summary>Random values, with keys and strings that are likely to need quotes.</summary>
internal static class RandomValues
{
    private static readonly string[] Fragments =
        ["", " ", "a", "b", "key", "a.b", ".", "include", "true", "null", "1", "-", "\"", "\"\"\"", "\\", "\n", "\t", "\u0000", "\u007f", "\u00a0", "\u2028", "\ufeff", "#", "//", "/", "${x}", "$", "{", "}", "[", "]", ":", "=", "+=", ",", "é", "日", "😀", "\ud800", "\udc00"];

    private static readonly string[] Numbers = ["0", "-0", "1", "-17", "1.50", "1e5", "1E+5", "-2.5e-10", "12345678901234567890", "0.1"];

    public static HoconValue Value(Chance chance, int depth)
    {
        switch (chance.Below(depth > 0 ? 8 : 5))
        {
            case 0: return new HoconNull();
            case 1: return new HoconBoolean(chance.Below(2) == 0);
            case 2: return new HoconNumber(chance.Of(Numbers));
            case 3 or 4: return new HoconString(Text(chance));
            case 5: return new HoconArray(Enumerable.Range(0, chance.Below(5)).Select(_ => Value(chance, depth - 1)));
            default: return Object(chance, depth);
        }
    }

    public static HoconObject Object(Chance chance, int depth) =>
        new(Enumerable.Range(0, chance.Below(14)).Select(_ => KeyValuePair.Create(Text(chance), Value(chance, depth - 1))));

    private static string Text(Chance chance)
    {
        StringBuilder text = new();
        for (int i = chance.Below(4); i >= 0; i--) text.Append(chance.Of(Fragments));
        return text.ToString();
    }
}
