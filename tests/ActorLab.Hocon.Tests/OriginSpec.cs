namespace ActorLab.Hocon.Tests;

public sealed class OriginSpec
{
    [Fact]
    public void Every_value_keeps_line_and_column()
    {
        HoconObject root = HoconDocument.Parse("a = 1\nb {\n  c = [ x, ${a} ]\n}\nd = ${b.c}\n", "my.conf").Resolve().Object!;
        Assert.Equal("my.conf:1:5", root["a"]!.Origin.ToString());
        var c = (HoconArray)((HoconObject)root["b"]!)["c"]!;
        Assert.Equal(new Origin("my.conf", 3, 7), c.Origin);
        Assert.Equal(new Origin("my.conf", 3, 9), c[0].Origin);
        // A substitution gives the value itself, so it has the place where the value stands.
        Assert.Equal(new Origin("my.conf", 1, 5), c[1].Origin);
        Assert.Same(c, root["d"]);
    }

    [Fact]
    public void An_included_value_keeps_the_chain_of_includes()
    {
        HoconOptions options = new() { Includes = new MemoryIncludes(new() { ["one"] = "\n include \"two\"", ["two"] = "x = 1\ny = ${nope}" }) };
        HoconDocument document = HoconDocument.Parse("a {\n  include \"one\"\n}", "root.conf", options);
        HoconDiagnostic problem = Assert.Single(document.Resolve().Diagnostics);
        Assert.Equal("two:2:5 (included from one:2:2 (included from root.conf:2:3))", problem.Origin.ToString());
        HoconObject a = (HoconObject)document.WithFallback(HoconDocument.Parse("nope = 2")).Resolve().Object!["a"]!;
        Assert.Equal(new Origin("two", 1, 5, new Origin("one", 2, 2, new Origin("root.conf", 2, 3))), a["x"]!.Origin);
    }

    [Fact]
    public void A_value_of_the_environment_has_the_place_of_its_substitution()
    {
        HoconObject root = HoconDocument.Parse("a = 1\nb = x${HOME}").WithFallback(HoconDocument.Parse("c = ${HOME}", "low")).Resolve(n => n == "HOME" ? "/root" : null).Object!;
        Assert.Equal(("low:1:5", "text:2:5"), (root["c"]!.Origin.ToString(), root["b"]!.Origin.ToString()));
        Assert.Equal("x/root", ((HoconString)root["b"]!).Value);
    }

    [Fact]
    public void The_object_that_wins_gives_its_place()
    {
        HoconObject root = HoconDocument.Parse("a { x = 1 }\na { y = 2 }\nb = ${a} { z = 3 }").Resolve().Object!;
        Assert.Equal((2, 3), (root["a"]!.Origin.Line, root["b"]!.Origin.Line));
    }
}
