namespace ActorLab.Hocon.Tests;

public sealed class ReadingSpec
{
    [Theory]
    [InlineData("5", 5_000_000L)]
    [InlineData("\"7\"", 7_000_000L)]
    [InlineData("10ns", 10L)]
    [InlineData("1 nano", 1L)]
    [InlineData("2 nanos", 2L)]
    [InlineData("3 nanosecond", 3L)]
    [InlineData("4 nanoseconds", 4L)]
    [InlineData("10us", 10_000L)]
    [InlineData("10 micro", 10_000L)]
    [InlineData("10 micros", 10_000L)]
    [InlineData("10 microsecond", 10_000L)]
    [InlineData("10 microseconds", 10_000L)]
    [InlineData("10ms", 10_000_000L)]
    [InlineData("10 milli", 10_000_000L)]
    [InlineData("10 millis", 10_000_000L)]
    [InlineData("10 millisecond", 10_000_000L)]
    [InlineData("10 milliseconds", 10_000_000L)]
    [InlineData("10s", 10_000_000_000L)]
    [InlineData("1 second", 1_000_000_000L)]
    [InlineData("1.5 seconds", 1_500_000_000L)]
    [InlineData("2m", 120_000_000_000L)]
    [InlineData("1 minute", 60_000_000_000L)]
    [InlineData("1 minutes", 60_000_000_000L)]
    [InlineData("1h", 3_600_000_000_000L)]
    [InlineData("1 hour", 3_600_000_000_000L)]
    [InlineData("0.5 hours", 1_800_000_000_000L)]
    [InlineData("1d", 86_400_000_000_000L)]
    [InlineData("1 day", 86_400_000_000_000L)]
    [InlineData("2 days", 172_800_000_000_000L)]
    [InlineData("\"  3   s  \"", 3_000_000_000L)]
    [InlineData("1e3 ms", 1_000_000_000L)]
    [InlineData("-1s", -1_000_000_000L)]
    [InlineData("0.1 s", 100_000_000L)]
    [InlineData("1.9 ns", 1L)]
    [InlineData("106751d", 9_223_286_400_000_000_000L)]
    public void A_duration_is_read_in_nanoseconds(string text, long expected) => Assert.Equal(expected, Read(text).AsNanoseconds().Value);

    [Theory]
    [InlineData("10 S")]
    [InlineData("10 sec")]
    [InlineData("s")]
    [InlineData("ten s")]
    [InlineData("10 s x")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("106752d")]
    [InlineData("\"1,000 s\"")]
    [InlineData("\"1 000 s\"")]
    [InlineData("\"+1 s\"")]
    [InlineData("1e99999999999 s")]
    public void What_is_no_duration_is_a_problem(string text) => Assert.Contains("a duration", Read(text).AsNanoseconds().Problem!.Expected, StringComparison.Ordinal);

    [Theory]
    [InlineData("512", 512L)]
    [InlineData("1 B", 1L)]
    [InlineData("1b", 1L)]
    [InlineData("1 byte", 1L)]
    [InlineData("2 bytes", 2L)]
    [InlineData("1kB", 1000L)]
    [InlineData("1 kilobyte", 1000L)]
    [InlineData("1 kilobytes", 1000L)]
    [InlineData("1MB", 1_000_000L)]
    [InlineData("1 GB", 1_000_000_000L)]
    [InlineData("1 TB", 1_000_000_000_000L)]
    [InlineData("1 PB", 1_000_000_000_000_000L)]
    [InlineData("1 EB", 1_000_000_000_000_000_000L)]
    [InlineData("1 megabytes", 1_000_000L)]
    [InlineData("1K", 1024L)]
    [InlineData("1k", 1024L)]
    [InlineData("1Ki", 1024L)]
    [InlineData("1KiB", 1024L)]
    [InlineData("1 kibibyte", 1024L)]
    [InlineData("16 MiB", 16L << 20)]
    [InlineData("1m", 1L << 20)]
    [InlineData("1g", 1L << 30)]
    [InlineData("1 Ti", 1L << 40)]
    [InlineData("1 pebibytes", 1L << 50)]
    [InlineData("1e", 1L << 60)]
    [InlineData("1.5K", 1536L)]
    [InlineData("0.001 kB", 1L)]
    [InlineData("0.000000000000000000001 ZB", 1L)]
    [InlineData("7.999 EiB", 9_222_219_115_350_168_961L)]
    public void A_size_is_read_in_bytes(string text, long expected) => Assert.Equal(expected, Read(text).AsBytes().Value);

    [Theory]
    [InlineData("1 KB")]
    [InlineData("1 Kib")]
    [InlineData("1 mB")]
    [InlineData("8 EiB")]
    [InlineData("1 ZB")]
    [InlineData("1 YiB")]
    [InlineData("1 x")]
    [InlineData("{}")]
    public void What_is_no_size_is_a_problem(string text) => Assert.NotNull(Read(text).AsBytes().Problem);

    [Theory]
    [InlineData("1", 1L)]
    [InlineData("\"-17\"", -17L)]
    [InlineData("1e3", 1000L)]
    [InlineData("2.0", 2L)]
    [InlineData("1.50e1", 15L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("0e999999999999", 0L)]
    public void A_whole_number_is_read_however_it_is_written(string text, long expected) => Assert.Equal(expected, Read(text).AsLong().Value);

    [Theory]
    [InlineData("1.5")]
    [InlineData("9223372036854775808")]
    [InlineData("1e-1")]
    [InlineData("1e19")]
    [InlineData("NaN")]
    [InlineData("\"1,000\"")]
    [InlineData("\" 1\"")]
    [InlineData("0x10")]
    [InlineData("007")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("1.00000000000000000000000000000000000000001")]
    public void What_is_no_whole_number_of_64_bits_is_a_problem(string text) => Assert.Equal("a whole number", Read(text).AsLong().Problem!.Expected);

    [Fact]
    public void A_whole_number_outside_its_bounds_is_a_problem_that_names_them()
    {
        Assert.Equal(3, Read("3").AsLong(1, 3).Value);
        Assert.Equal("k: expected a whole number from 1 to 3, got 4", Read("4").AsLong(1, 3).Problem!.Message);
        Assert.Equal("k: expected a whole number of at least 1, got 0", Read("0").AsLong(1).Problem!.Message);
    }

    [Fact]
    public void A_double_is_finite_and_knows_no_thousands()
    {
        Assert.Equal(1.5, Read("1.5").AsDouble().Value);
        Assert.Equal(-2e-3, Read("\"-2e-3\"").AsDouble().Value);
        Assert.All(["1e999", "NaN", "Infinity", "\"1,000\"", "null", "[]"], text => Assert.NotNull(Read(text).AsDouble().Problem));
    }

    [Fact]
    public void Six_words_are_booleans()
    {
        Assert.All(["true", "yes", "on", "\"true\"", "\"on\""], text => Assert.True(Read(text).AsBoolean() is { Problem: null, Value: true }));
        Assert.All(["false", "no", "off", "\"no\""], text => Assert.True(Read(text).AsBoolean() is { Problem: null, Value: false }));
        Assert.All(["True", "1", "0", "y", "null", "{}"], text => Assert.NotNull(Read(text).AsBoolean().Problem));
    }

    [Fact]
    public void Numbers_and_booleans_are_strings_if_asked_and_null_is_nothing()
    {
        Assert.Equal("1.50", Read("1.50").AsString().Value);
        Assert.Equal("true", Read("true").AsString().Value);
        Assert.Equal("x y", Read("x y").AsString().Value);
        Assert.All(["null", "[]", "{}"], text => Assert.NotNull(Read(text).AsString().Problem));
    }

    [Fact]
    public void A_word_is_one_of_those_allowed()
    {
        Assert.Equal("drop", Read("drop").AsWord("drop", "block").Value);
        Assert.Equal("k: expected one of drop, block, got 'dorp'", Read("dorp").AsWord("drop", "block").Problem!.Message);
    }

    [Fact]
    public void A_list_is_an_array_or_an_object_with_numbers_as_keys()
    {
        Assert.Equal(["a", "b"], Strings(Read("[a, b]")));
        Assert.Equal(["a", "b", "c"], Strings(Read("{ 10 : c, 0 : a, x : ignored, 2 : b }")));
        Assert.Empty(Strings(Read("[]")));
        Assert.All(["{}", "{ x : 1 }", "{ \"-1\" : 1 }", "a", "null"], text => Assert.NotNull(Read(text).AsList().Problem));
        Assert.Equal("k[1]", Read("[a, b]").AsList().Value![1].Path);
    }

    [Fact]
    public void A_problem_names_place_key_expected_and_got()
    {
        HoconField root = new(HoconDocument.Parse("queues = [\n  { capacity = 1 }\n  { capacity = many, \"a.b\" = {} }\n]", "my.conf").Resolve().Root!);
        HoconField queue = root["queues"].AsList().Value![1];
        HoconDiagnostic problem = queue["capacity"].AsLong().Problem!;
        Assert.Equal("my.conf:3:16: queues[1].capacity: expected a whole number, got 'many'", problem.ToString());
        Assert.Equal(("queues[1].capacity", "a whole number", "'many'"), (problem.Key, problem.Expected, problem.Got));
        Assert.Equal("my.conf:3:3: queues[1].overflow: expected a string, got nothing", queue["overflow"].AsString().Problem!.ToString());
        Assert.Equal("queues[1].\"a.b\": expected a string, got an object", queue["a.b"].AsString().Problem!.Message);
        Assert.Equal("queues[1].capacity.x: expected a number, got nothing", queue["capacity"]["x"].AsDouble().Problem!.Message);
    }

    [Fact]
    public void Problems_are_collected_and_values_taken()
    {
        List<HoconDiagnostic> problems = [];
        HoconField root = new(HoconDocument.Parse("a = 1, b = x, n = null").Resolve().Root!);
        Assert.True(root["a"].AsLong().TryGet(out long a, problems));
        Assert.Equal(1, a);
        Assert.False(root["b"].AsLong().TryGet(out _, problems));
        Assert.False(root["c"].AsFields().TryGet(out _, problems));
        Assert.Equal(["b", "c"], problems.Select(p => p.Key));
        Assert.Equal(["a", "b", "n"], root.AsFields().Value!.Select(f => f.Value.Path));
        Assert.Equal((true, false, false), (root["a"].IsPresent, root["n"].IsPresent, root["c"].IsPresent));
    }

    [Fact]
    public void Numbers_agree_with_exact_arithmetic()
    {
        Chance chance = new(7);
        int whole = 0;
        for (int i = 0; i < 20_000; i++)
        {
            int digits = chance.Below(2_000_000) - 1_000_000;
            int exponent = chance.Below(9) - 4;
            decimal exact = digits * (decimal)Math.Pow(10, exponent);
            long? expected = decimal.IsInteger(exact) ? (long)exact : null;
            if (expected is not null) whole++;
            Assert.Equal(expected, NumberText.ToLong($"{digits}e{exponent}"));
            Assert.Equal((long)decimal.Truncate(exact * 1024), NumberText.ToLongTruncated($"{digits}E{exponent}", 1024));
        }

        Assert.True(whole > 5_000);
    }

    private static string[] Strings(HoconField field) => [.. field.AsList().Value!.Select(f => f.AsString().Value!)];

    private static HoconField Read(string text)
    {
        HoconResult result = HoconDocument.Parse("k = " + text).Resolve();
        Assert.Empty(result.Diagnostics);
        return new HoconField(result.Root!)["k"];
    }
}
