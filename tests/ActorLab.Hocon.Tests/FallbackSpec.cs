namespace ActorLab.Hocon.Tests;

public sealed class FallbackSpec
{
    [Fact]
    public void A_fallback_fills_what_is_missing_and_overrides_nothing() =>
        Means("""{"a":{"x":1,"z":3,"y":2},"b":4}""", "a { x = 1, y = 2 }", "a { x = 9, z = 3 }, b = 4");

    [Fact]
    public void A_number_between_two_objects_keeps_them_apart() => Means("""{"a":{"x":1}}""", "a : { x : 1 }", "a : 42", "a : { y : 2 }");

    [Fact]
    public void Adjacent_objects_are_merged_whatever_comes_after() => Means("""{"a":{"y":2,"x":1}}""", "a : { x : 1 }", "a : { y : 2 }", "a : 42");

    [Fact]
    public void A_substitution_sees_the_fallback_and_what_overrides_it() =>
        Means("""{"size":5,"twice":"5 5","x":"5 5"}""", "size = 5, x = ${twice}", "size = 1, twice = ${size} ${size}");

    [Fact]
    public void A_self_reference_looks_back_into_the_fallback() =>
        Means("""{"path":["/bin","/usr/bin","more"]}""", "path = ${path} [ /usr/bin ]\npath += more", "path = [ /bin ]");

    [Fact]
    public void Null_in_front_removes_an_object_of_the_fallback() => Means("""{"a":null}""", "a = null", "a { x = 1 }");

    [Fact]
    public void Problems_of_both_documents_are_told()
    {
        HoconDocument document = HoconDocument.Parse("a = !", "one").WithFallback(HoconDocument.Parse("b = ?\nc = ${nope}", "two"));
        Assert.Equal(["one:1:5", "two:1:5", "two:2:5"], document.Resolve().Diagnostics.Select(d => d.Origin.ToString()));
    }

    [Fact]
    public void Resolved_values_fall_back_as_documents_do_and_stay_as_they_were()
    {
        string[] texts = ["{}", "a = 1", "a { x = 1 }", "a { x { p = 1 } }, b = 2", "a { x = 2, y { q = 3 } }", "a = null", "a { x = 5, x { r = 4 } }", "a { x { s = 6 } }", "b { t = 1 }"];
        int checkedCount = 0;
        foreach (string one in texts)
        {
            foreach (string two in texts)
            {
                foreach (string three in texts)
                {
                    HoconObject[] o = [.. new[] { one, two, three }.Select(t => HoconDocument.Parse(t).Resolve().Object!)];
                    string before = o[0].ToString() + o[1] + o[2];
                    HoconObject documents = HoconDocument.Parse(one).WithFallback(HoconDocument.Parse(two)).WithFallback(HoconDocument.Parse(three)).Resolve().Object!;
                    HoconObject sameFile = HoconDocument.Parse($"{three}\n{two}\n{one}".Replace("{}", "", StringComparison.Ordinal)).Resolve().Object!;
                    Assert.Equal(sameFile, documents);
                    Assert.Equal(documents, o[0].WithFallback(o[1]).WithFallback(o[2]));
                    Assert.Equal(documents, o[0].WithFallback(o[1].WithFallback(o[2])));
                    Assert.Equal(before, o[0].ToString() + o[1] + o[2]);
                    checkedCount++;
                }
            }
        }

        Assert.Equal(729, checkedCount);
    }

    [Fact]
    public void What_could_be_resolved_is_there_beside_the_problems_and_is_no_root()
    {
        HoconResult result = HoconDocument.Parse("a = 1\nb = ${nope}\nc { d = 2, e = ${c.f} }").Resolve();
        Assert.Equal(2, result.Diagnostics.Count);
        Assert.Null(result.Root);
        Assert.Null(result.Object);
        Assert.Equal("""{"a":1,"c":{"d":2}}""", result.Resolved!.ToString());
    }

    private static void Means(string expected, params string[] texts)
    {
        HoconDocument document = texts.Select(t => HoconDocument.Parse(t)).Aggregate((top, below) => top.WithFallback(below));
        CaseFilesSpec.MeansJson(document.Resolve(), expected);
    }
}
