using System.Text;
using ActorLab.TestSupport;
using FsCheck;
using FsCheck.Fluent;

namespace ActorLab.Hocon.Tests;

/// <summary>A million hostile texts, parsed and resolved: none may crash, hang or eat memory, and what is rejected is rejected at a place.</summary>
public sealed class FuzzSpec
{
    private const int Inputs = 1_000_000;
    private const int Batch = 1_000;
    private const long MaxAllocated = 64L << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private static readonly string[] Tokens =
    [
        "{", "}", "[", "]", ":", "=", "+=", ",", "\n", " ", "\t", "\"", "\"\"\"", "\\", "\\u00", "#", "//", "/", "$", "${", "${?", "${a}", "${?a}", "${b}", "${a.b}", "a", "b", "a.b", ".", "..",
        "include ", "include \"f\"", "include required(file(\"g\"))", "include \"loop\"", "true", "null", "1", "-", "1e", "1e+5", "007", "\"x\"", "\u00a0", "\ufeff", "\ud800", "\0", "'", "a=1\n", "a=[1]\n", "a={b=1}\n", "a=${a}\n", "b=${a}${a}\n",
        "a+=1\n", "a{b=${a}}\n", "c=${b}${b}\n", "a=${c}\n", "0:x,1:y",
    ];

    private static readonly string[] Seeds =
    [
        "a = 1\nb = ${a} x\nc { d = [1, 2, ${?e}] }\n", "path : \"a:b:c\"\npath : ${path}\":d\"\npath += x", "bar : { a : ${foo.d}, b : 1 }\nbar.b = 3\nfoo : { c : ${bar.b}, d : 2 }",
        "{\"a\":[1,2,{\"b\":\"\\u0041\"}],\"c\":null}", "a = [1] ${b} [2]\nb = ${?a} [3]\n", "x { p = [1] }\ny = ${x} { p = ${x.p} [2] }\ny { p = ${y.p} [3] }", "include \"f\"\na = \"\"\"t\"\"\"\"\n# c\n",
        "a0=xx\na1=${a0}${a0}\na2=${a1}${a1}\na3=${a2}${a2}\na4=${a3}${a3}\n", "a0{x=1}\na1{l=${a0},r=${a0}}\na2{l=${a1},r=${a1}}\na3=${a2}${a2}\n",
    ];

    private static readonly HoconOptions Options = new() { Includes = new MemoryIncludes(new() { ["f"] = "a = ${b}\nx = [${?a}]", ["g"] = "b { include \"f\" }", ["loop"] = "include \"loop\"" }) };

    /// <summary>One text in two hundred explodes, and takes most of the time to reach the limit: most of them get a lower one.</summary>
    private static readonly HoconOptions Strict = Options with { MaxExpansion = 256 << 10 };

    [Fact]
    public void A_million_texts_crash_nothing_take_no_second_and_no_64_MiB_and_are_rejected_at_a_place()
    {
        long rejected = 0;
        long accepted = 0;
        long substituted = 0;
        Parallel.For(0, Inputs / Batch, new ParallelOptions { MaxDegreeOfParallelism = 2 }, batch =>
        {
            for (int i = 0; i < Batch; i++)
            {
                ulong seed = ((ulong)batch * Batch) + (ulong)i + 1;
                string text = Text(new Chance(seed * 0x9E3779B97F4A7C15));
                if (Try(text, $"seed {seed}", i % 20 == 0 ? Options : Strict)) Interlocked.Increment(ref accepted);
                else Interlocked.Increment(ref rejected);
                if (text.Contains("${", StringComparison.Ordinal)) Interlocked.Increment(ref substituted);
            }
        });
        Assert.Equal(Inputs, accepted + rejected);
        Assert.True(accepted > Inputs / 50 && rejected > Inputs / 50 && substituted > Inputs / 10, $"{accepted} accepted, {rejected} rejected, {substituted} with substitutions");
    }

    [Fact]
    public void Texts_of_FsCheck_are_treated_no_worse()
    {
        Gen<string> texts = Gen.Elements(Tokens).ListOf().Select(t => string.Concat(t));
        Prop.ForAll(texts.ToArbitrary(), text => Try(text, "FsCheck", Strict) || true).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    /// <summary>The same ends, worked for: values that double, chains that lengthen, brackets that nest.</summary>
    [Theory]
    [InlineData("a0 = [x]\n", "a<n> = [${a<i>},${a<i>}]\n", 60)]
    [InlineData("a0 = x\n", "a<n> = ${a<i>}${a<i>}\n", 60)]
    [InlineData("a0 = [x]\n", "a<n> = ${a<i>} ${a<i>}\n", 60)]
    [InlineData("a0 { x = 1 }\n", "a<n> { l = ${a<i>}, r = ${a<i>} }\n", 60)]
    [InlineData("a0 { x = 1 }\n", "a<n> = { l = ${a<i>}, r = ${a<i>} } { l = ${a<i>}, r = ${a<i>} }\n", 60)]
    [InlineData("a = x\n", "a = ${a}${a}\n", 60)]
    [InlineData("a = [x]\n", "a += ${a}\n", 3_000)]
    [InlineData("a0 = 1\n", "a<n> = ${a<i>}\n", 20_000)]
    [InlineData("b { c = 1 }\n", "a = ${b} { x<i> = ${a.c} }\n", 300)]
    [InlineData("b { c = 1 }\n", "b { c = ${b.c}x }\n", 20_000)]
    [InlineData("b { c = 1 }\n", "b { c = ${?b.c} }\n", 20_000)]
    [InlineData("", "a = ${?a}\n", 20_000)]
    [InlineData("", "{ a = ", 5_000)]
    [InlineData("", "[", 5_000)]
    [InlineData("a = ", "${", 5_000)]
    [InlineData("a = ", "\"\"\"", 5_001)]
    [InlineData("a = 1", "\n{ ]", 20_000)]
    [InlineData("", "a.", 100_000)]
    public void A_text_made_to_explode_does_not(string first, string next, int count)
    {
        StringBuilder text = new(first);
        for (int i = 0; i < count; i++) text.Append(next.Replace("<n>", $"{i + 1}", StringComparison.Ordinal).Replace("<i>", $"{i}", StringComparison.Ordinal));
        Try(text.ToString(), next, Options);
    }

    private static string Text(Chance chance)
    {
        if (chance.Below(2) == 0) return string.Concat(Enumerable.Range(0, 1 + chance.Below(24)).Select(_ => chance.Of(Tokens)));
        StringBuilder text = new(chance.Of(Seeds));
        for (int i = chance.Below(6); i >= 0; i--) Mutate(text, chance);
        return text.ToString();
    }

    private static void Mutate(StringBuilder text, Chance chance)
    {
        int at = chance.Below(text.Length + 1);
        int length = Math.Min(chance.Below(8), text.Length - at);
        switch (chance.Below(4))
        {
            case 0: text.Remove(at, length); break;
            case 1: text.Insert(at, chance.Of(Tokens)); break;
            case 2: text.Insert(chance.Below(text.Length + 1), text.ToString(at, length)); break;
            default:
                if (at < text.Length) text[at] = (char)chance.Below(128);
                break;
        }
    }

    /// <returns>Whether the text was accepted.</returns>
    private static bool Try(string text, string name, HoconOptions options)
    {
        Watched<HoconResult> watched = Watch.Run(() => Run(text, name, options), Longest);
        HoconResult result = watched.Result;
        Assert.True(watched.Took <= Longest, $"{name}: took {watched.Took}\n{Shown(text)}");
        Assert.True(watched.Allocated <= MaxAllocated, $"{name}: allocated {watched.Allocated} bytes\n{Shown(text)}");
        Assert.True(result.Root is null == result.Diagnostics.Count > 0, $"{name}: a value and problems, or neither\n{Shown(text)}");
        foreach (HoconDiagnostic problem in result.Diagnostics)
        {
            Assert.True(problem.Origin is { Line: > 0, Column: > 0 } && problem.Message.Length > 0, $"{name}: {problem}\n{Shown(text)}");
        }

        return result.Root is not null;
    }

    private static HoconResult Run(string text, string name, HoconOptions options)
    {
        try
        {
            return HoconDocument.Parse(text, "fuzz", options).Resolve(static n => n == "b" ? "env" : null);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{name}: {Shown(text)}", e);
        }
    }

    private static string Shown(string text) => HoconWriter.ToJson(new HoconString(text.Length > 500 ? text[..500] : text));
}
