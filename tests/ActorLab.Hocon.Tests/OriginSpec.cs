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

    [Theory]
    [InlineData("x = 1", "x", "1:5")]
    [InlineData("x = ${y}\ny = 1", "x", "2:5 used at 1:5")]
    [InlineData("x = ${y}\ny = ${z}\nz = 1", "x", "3:5 used at 1:5")]
    [InlineData("x = 1\nx = ${?nope}", "x", "1:5")]
    [InlineData("y = 2\nx = 1\nx = ${?y}", "x", "1:5 used at 3:5")]
    [InlineData("x = ${y}\ny { a { b = 1 } }", "x.a.b", "2:13 used at 1:5")]
    [InlineData("x = ${y} { c = 2 }\ny { a { b = 1 } }", "x.a.b", "2:13 used at 1:5")]
    [InlineData("x = ${y} { c = 2 }\ny { a { b = 1 } }", "x.c", "1:16")]
    [InlineData("x = ${y} { a { c = 2 } }\ny { a { b = 1 } }", "x.a.b", "2:13 used at 1:5")]
    [InlineData("x = ${y} { a { c = 2 } }\ny { a { b = 1 } }", "x.a.c", "1:20")]
    [InlineData("x = ${y} { a { c = 2 } }\ny { a { b = 1, c = 1 } }", "x.a.c", "1:20")]
    [InlineData("x = { a { c = 2 } } ${y}\ny { a { b = 1 } }", "x.a.b", "2:13 used at 1:21")]
    [InlineData("x = { a { c = 2 } } ${y}\ny { a { b = 1 } }", "x.a.c", "1:15")]
    [InlineData("x = ${y}\nx { c = 2 }\ny { a { b = 1 } }", "x.a.b", "3:13 used at 1:5")]
    [InlineData("x = ${y}\nx { c = 2 }\ny { a { b = 1 } }", "x.c", "2:9")]
    [InlineData("x { c = 2 }\nx = ${y}\ny { a { b = 1 } }", "x.a.b", "3:13 used at 2:5")]
    [InlineData("x { c = 2 }\nx = ${y}\ny { a { b = 1 } }", "x.c", "1:9")]
    [InlineData("x = 5\nx = ${y}\ny { a { b = 1 } }", "x.a.b", "3:13 used at 2:5")]
    [InlineData("x = ${y} { c = 2 }\nx { d = 3 }\ny { a = 1 }", "x.a", "3:9 used at 1:5")]
    [InlineData("x = ${y} { c = 2 }\ny = ${z} { d = 3 }\nz { a = 1 }", "x.a", "3:9 used at 1:5")]
    [InlineData("x = ${z} ${y}\ny { a { b = 1 } }\nz { a { c = 1 } }", "x.a.b", "2:13 used at 1:10")]
    [InlineData("x = ${z} ${y}\ny { a { b = 1 } }\nz { a { c = 1 } }", "x.a.c", "3:13 used at 1:5")]
    [InlineData("x = [ 1, ${y} ]\ny = 2", "x.1", "2:5 used at 1:10")]
    [InlineData("x = [ 1, ${y} ]\ny = 2", "x.0", "1:7")]
    [InlineData("x = [ 1 ] ${y}\ny = [ 2 ]", "x.1", "2:7 used at 1:11")]
    [InlineData("x = [ 1 ]\nx += ${y}\ny = 2", "x.1", "3:5 used at 2:6")]
    [InlineData("x = a${y}\ny = 2", "x", "1:5")]
    [InlineData("x = ${HOME}", "x", "1:5")]
    public void A_value_that_came_by_a_substitution_knows_where_that_is(string text, string path, string expected)
    {
        HoconField field = new(HoconDocument.Parse(text).Resolve(n => n == "HOME" ? "/root" : null).Root!);
        foreach (string key in path.Split('.')) field = int.TryParse(key, out int index) ? field.AsList().Value![index] : field[key];
        Assert.NotNull(field.Value);
        string used = field.UsedAt is { } at ? $" used at {at.Line}:{at.Column}" : "";
        Assert.Equal(expected, $"{field.Origin.Line}:{field.Origin.Column}{used}");
        Assert.Equal(field.UsedAt, field.Expected("better").UsedAt);
    }

    [Fact]
    public void A_problem_with_such_a_value_names_both_places()
    {
        HoconField root = new(HoconDocument.Parse("x = ${y}\ny = many", "my.conf").Resolve().Root!);
        Assert.Equal("my.conf:2:5 (used at my.conf:1:5): x: expected a whole number, got 'many'", root["x"].AsLong().Problem!.ToString());
    }

    [Theory]
    [InlineData("a { b.c = [ 1, { d = ${nope} } ] }", "a.b.c[1].d", "nope")]
    [InlineData("a = 1\na = x ${nope.\"x y\"}", "a", "nope|x y")]
    [InlineData("\"x.y\" += ${nope}", "\"x.y\"[0]", "nope")]
    [InlineData("a = [1] ${b}\nb = 2", "a", null)]
    [InlineData("a.b = ${a.b}", "a.b", null)]
    public void A_problem_of_resolving_knows_its_key(string text, string key, string? missing)
    {
        HoconDiagnostic problem = Assert.Single(HoconDocument.Parse(text).Resolve().Diagnostics);
        Assert.Equal((key, missing), (problem.Key, problem.Missing is null ? null : string.Join('|', problem.Missing)));
        Assert.NotNull(problem.Expected);
        Assert.NotNull(problem.Got);
    }

    [Fact]
    public void A_document_knows_its_own_keys_whatever_their_values() =>
        Assert.Equal(["a", "b", "c"], HoconDocument.Parse("a = ${nope}\nb.x = 1").WithFallback(HoconDocument.Parse("c = 1, a = 2")).Keys);
}
