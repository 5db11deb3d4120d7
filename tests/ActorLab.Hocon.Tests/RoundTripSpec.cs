using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace ActorLab.Hocon.Tests;

public sealed class RoundTripSpec
{
    [Fact]
    public void A_random_value_printed_as_HOCON_or_JSON_and_parsed_again_is_the_same()
    {
        int nested = 0;
        for (ulong seed = 1; seed <= 3_000; seed++)
        {
            HoconObject value = RandomValues.Object(new Chance(seed), 4);
            if (value.Height > 3) nested++;
            Same(seed, value, HoconWriter.ToHocon(value));
            Same(seed, value, HoconWriter.ToJson(value));
            Same(seed, value, HoconWriter.ToJson(value, indented: true));
        }

        Assert.True(nested > 500, "the values were too simple");
    }

    [Fact]
    public void What_is_printed_as_JSON_is_read_by_a_parser_of_JSON_with_the_same_result()
    {
        for (ulong seed = 1; seed <= 1_000; seed++)
        {
            // An array, for HOCON merges duplicate keys and a random object has none any more.
            HoconArray value = new(RandomValues.Value(new Chance(seed), 4));
            using JsonDocument json = JsonDocument.Parse(HoconWriter.ToJson(value));
            Assert.True(Alike(value, json.RootElement), $"seed {seed}: {value}");
        }
    }

    [Fact]
    public void Any_text_is_a_string_that_survives_printing_and_parsing()
    {
        Prop.ForAll<string>(text =>
        {
            HoconObject value = new([new("k", new HoconString(text ?? "")), new(text ?? "", new HoconNull())]);
            Same(0, value, HoconWriter.ToHocon(value));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void Printing_is_the_same_each_time_and_keeps_the_order_of_the_fields()
    {
        HoconObject value = HoconDocument.Parse("z = 1, a { c = [1, {x = y}], b = [] }, \"m n\" = {}, e.f = \"1\"").Resolve().Object!;
        Assert.Equal("""{"z":1,"a":{"c":[1,{"x":"y"}],"b":[]},"m n":{},"e":{"f":"1"}}""", value.ToString());
        Assert.Equal(
            """
            z = 1
            a {
              c = [
                1
                {
                  x = y
                }
              ]
              b = []
            }
            "m n" {}
            e {
              f = "1"
            }

            """,
            HoconWriter.ToHocon(value));
    }

    private static void Same(ulong seed, HoconValue value, string text)
    {
        HoconResult result = HoconDocument.Parse(text).Resolve();
        Assert.True(value.Equals(result.Root), $"seed {seed}\n{string.Join('\n', result.Diagnostics)}\nprinted:\n{text}\nread:\n{result.Root}");
        Assert.Equal(value.GetHashCode(), result.Root!.GetHashCode());
    }

    private static bool Alike(HoconValue value, JsonElement json) => value switch
    {
        HoconObject o => json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Count() == o.Count && o.Zip(json.EnumerateObject()).All(p => Alike(p.First.Value, p.Second.Value)),
        HoconArray a => json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == a.Count && a.Zip(json.EnumerateArray()).All(p => Alike(p.First, p.Second)),
        HoconNumber n => json.ValueKind == JsonValueKind.Number && json.GetRawText() == n.Text,
        HoconBoolean b => json.ValueKind == (b.Value ? JsonValueKind.True : JsonValueKind.False),
        HoconNull => json.ValueKind == JsonValueKind.Null,
        // A lone surrogate is no character: System.Text.Json refuses to make a string of it, so the raw text is compared.
        _ => json.ValueKind == JsonValueKind.String && json.GetRawText() == HoconWriter.ToJson(value),
    };
}
