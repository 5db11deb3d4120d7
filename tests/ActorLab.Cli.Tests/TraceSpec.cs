using System.Text.Json;

namespace ActorLab.Cli.Tests;

public sealed class TraceSpec : IDisposable
{
    private static readonly string s_run = Path.Combine(Lab.Repository, "tests", "ActorLab.Cli.Tests", "Traces", "run.trace");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Each item of a simulated pipeline, by the trace alone: what it waited for in queues, the resequencer's included, is a wait
    /// in a queue, and nothing is left unexplained.
    /// </summary>
    [Fact]
    public async Task The_slowest_items_are_told_with_where_their_time_went()
    {
        Answer text = await Lab.Call("trace", s_run, "--slowest", "3");
        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Equal(3, text.Out.Split('\n').Count(row => row.Contains(" queue ", StringComparison.Ordinal)));
        using JsonDocument json = JsonDocument.Parse((await Lab.Call("trace", s_run, "--slowest", "1000", "--json")).Out);
        JsonElement[] items = [.. json.RootElement.EnumerateArray()];
        Assert.Equal(180, items.Length);
        long[] times = [.. items.Select(i => i.GetProperty("endNs").GetInt64() - i.GetProperty("startNs").GetInt64())];
        Assert.Equal(times.OrderDescending(), times);
        Assert.All(items, item =>
        {
            Assert.False(item.GetProperty("timesNs").TryGetProperty("unattributed", out _));
            Assert.Equal(
                item.GetProperty("endNs").GetInt64() - item.GetProperty("startNs").GetInt64(),
                item.GetProperty("timesNs").EnumerateObject().Sum(k => k.Value.GetInt64()));
        });
    }

    [Fact]
    public async Task Items_that_came_late_and_twice_are_told_actor_by_actor()
    {
        using JsonDocument late = JsonDocument.Parse((await Lab.Call("trace", s_run, "--late", "--json")).Out);
        JsonElement[] items = [.. late.RootElement.EnumerateArray()];
        Assert.NotEmpty(items);
        Assert.All(items, i => Assert.True(i.GetProperty("item").GetInt64() < i.GetProperty("behind").GetInt64()));
        // A resequencer gets them as they are done, and its sink in order.
        Assert.Contains(items, i => i.GetProperty("actor").GetString() == "root/resequencer");
        Assert.DoesNotContain(items, i => i.GetProperty("actor").GetString() == "root/sink");
        Assert.Equal("[]\n", (await Lab.Call("trace", s_run, "--twice", "--json")).Out);
        Assert.EndsWith("\nno actor got an item twice\n", (await Lab.Call("trace", s_run, "--twice")).Out);
        Assert.Equal(2, (await Lab.Call("trace", s_run, "--late", "--twice")).ExitCode);
        Assert.Equal(2, (await Lab.Call("trace", s_run, "--late", "--item", "3")).ExitCode);
    }

    [Fact]
    public async Task Every_simulated_model_has_a_critical_path_that_adds_up_to_its_makespan_and_reaches_the_start()
    {
        string trace = _folder.File("run.trace");
        Answer run = await Lab.Call("run", "line-copy", "--lines", "40", "--engine", "simulation", "--seed", "3", "--trace", trace);
        Assert.Equal(0, run.ExitCode);
        int count = Directory.GetFiles(_folder.Path, "run-*.trace").Length;
        Assert.Equal(8, count);
        for (int i = 1; i <= count; i++)
        {
            Answer answer = await Lab.Call("trace", _folder.File($"run-{i}.trace"), "--json");
            Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
            using var json = JsonDocument.Parse(answer.Out);
            JsonElement path = json.RootElement.GetProperty("criticalPath");
            long makespan = json.RootElement.GetProperty("makespanNs").GetInt64(), at = 0;
            foreach (JsonElement segment in path.GetProperty("segments").EnumerateArray())
            {
                Assert.Equal(at, segment.GetProperty("startNs").GetInt64());
                at = segment.GetProperty("endNs").GetInt64();
            }

            Assert.True(makespan > 0 && at == makespan, $"run {i}: {at} of {makespan}");
            Assert.Equal(makespan, path.GetProperty("totalsNs").EnumerateObject().Sum(t => t.Value.GetInt64()));
            Assert.Equal(JsonValueKind.Null, path.GetProperty("gap").ValueKind);
            // In virtual time nothing happens that is not recorded; only the kind of a few moments may be open.
            Assert.InRange(path.GetProperty("totalsNs").GetProperty("unattributed").GetInt64(), 0, makespan / 10);
        }
    }

    [Fact]
    public async Task What_each_item_spent_its_time_with_adds_up_to_its_time_in_the_system()
    {
        Answer answer = await Lab.Call("trace", s_run, "--json");
        using var json = JsonDocument.Parse(answer.Out);
        JsonElement items = json.RootElement.GetProperty("items");
        JsonElement[] each = [.. items.GetProperty("each").EnumerateArray()];
        Assert.Equal(Enumerable.Range(1, 180).Select(i => (long)i), each.Select(i => i.GetProperty("item").GetInt64()));
        Assert.All(each, i => Assert.Equal(i.GetProperty("inSystemNs").GetInt64(), i.GetProperty("timesNs").EnumerateObject().Sum(t => t.Value.GetInt64())));
        Assert.Equal(["compute", "queue", "core", "disk"], items.GetProperty("kinds").EnumerateObject().Select(k => k.Name));
        Assert.Equal(180, items.GetProperty("inSystem").GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task The_story_of_an_item_has_its_way_its_steps_and_its_causes()
    {
        Answer answer = await Lab.Call("trace", s_run, "--item", "5", "--json");
        using var json = JsonDocument.Parse(answer.Out);
        JsonElement[] events = [.. json.RootElement.GetProperty("events").EnumerateArray()];
        Assert.All(events, e => Assert.Equal(5, e.GetProperty("item").GetInt64()));
        string[] hops = [.. events.Where(e => e.GetProperty("kind").GetString() == "turn").Select(e => e.GetProperty("path").GetString()!)];
        Assert.StartsWith("root/coordinator/worker-", hops[0]);
        Assert.Equal(["root/resequencer", "root/sink", "root/sink"], hops[^3..]);
        Assert.Contains(events, e => e.GetProperty("kind").GetString() == "wait");
        Assert.Equal(Enumerable.Range(0, events.Length), events.Select((e, i) => e.GetProperty("cause").ValueKind == JsonValueKind.Number ? i : -1));
    }

    [Fact]
    public async Task A_trace_that_was_cut_is_told_as_far_as_it_goes_and_is_unknown()
    {
        byte[] whole = await File.ReadAllBytesAsync(s_run);
        string cut = _folder.File("cut.trace");
        await File.WriteAllBytesAsync(cut, whole[..^500]);
        Answer answer = await Lab.Call("trace", cut);
        Assert.Equal(3, answer.ExitCode);
        Assert.Contains("4,096 events", answer.Out);
        Assert.Contains("its end is not in the trace", answer.Out);
        Assert.Matches("evidence: unknown, the trace is not whole\n  at byte [0-9,]+: the trace is cut within a part of [0-9]+ bytes\n$", answer.Out);
        Answer part = await Lab.Call("trace", cut, "--where", "kind=stop");
        Assert.Equal(3, part.ExitCode);
        Assert.EndsWith(answer.Out[answer.Out.IndexOf("evidence:", StringComparison.Ordinal)..], part.Out);
        Answer export = await Lab.Call("export", cut, "--to", "csv", "-o", _folder.File("cut.csv"));
        Assert.Equal(3, export.ExitCode);
        Assert.StartsWith("evidence: unknown", export.Error);
        Assert.Equal(4_097, (await File.ReadAllLinesAsync(_folder.File("cut.csv"))).Length);
    }

    [Fact]
    public async Task A_flipped_byte_is_named_with_its_place()
    {
        byte[] flipped = await File.ReadAllBytesAsync(s_run);
        flipped[^300] ^= 4;
        string broken = _folder.File("broken.trace");
        await File.WriteAllBytesAsync(broken, flipped);
        Answer answer = await Lab.Call("trace", broken, "--json");
        Assert.Equal(3, answer.ExitCode);
        using var json = JsonDocument.Parse(answer.Out);
        JsonElement evidence = json.RootElement.GetProperty("evidence");
        Assert.Equal("unknown", evidence.GetProperty("status").GetString());
        Assert.Contains("checksum", evidence.GetProperty("damage")[0].GetProperty("reason").GetString());
        Assert.InRange(evidence.GetProperty("damage")[0].GetProperty("offset").GetInt64(), 1, flipped.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("line1\nline2\n")]
    public async Task What_is_no_trace_is_a_usage_error(string content)
    {
        string path = _folder.Write("no.trace", content);
        string expected = $"actorlab: file: expected a trace, but {path} is none: this is no trace of ActorLab [AL0006]\n";
        Assert.Equal(new Answer(2, "", expected), await Lab.Call("trace", path));
    }

    [Fact]
    public async Task A_trace_that_does_not_exist_is_a_usage_error()
    {
        string path = _folder.File("none");
        Assert.Equal(new Answer(2, "", $"actorlab: file: expected a file, but {path} does not exist [AL0006]\n"), await Lab.Call("trace", path));
        Assert.Equal(new Answer(2, "", $"actorlab: trace: expected a file, but {path} does not exist [AL0006]\n"), await Lab.Call("export", path, "--to", "csv"));
    }

    [Theory]
    [InlineData("--item", "999", "--item: expected an item of this trace, got 999; it tells of items 1 to 180 [AL0002]")]
    [InlineData("--item", "0", "--item: expected a whole number from 1 to 9223372036854775807, got 0 [AL0003]")]
    [InlineData("--actor", "workr-2", "--actor: expected an actor of this trace, got workr-2. Did you mean worker-2? [AL0001]")]
    [InlineData("--actor", "root/snk", "--actor: expected an actor of this trace, got root/snk. Did you mean root/sink? [AL0001]")]
    [InlineData("--where", "kind=sned", "--where: column 6: expected a kind (send, receive, turn, step, wait, spawn, stop, restart, drop, fault), got sned. Did you mean send? [AL0008]")]
    [InlineData("--where", "latency>5", "--where: column 9: expected a duration such as 5ms, 1.5s or 200us, got 5 [AL0008]")]
    [InlineData("--between", "5ms", "--between: expected two times, got one [AL0002]")]
    [InlineData("--limit", "0", "--limit: expected a whole number from 1 to 1000000000, got 0 [AL0003]")]
    public async Task A_question_that_cannot_be_answered_is_a_usage_error(string option, string value, string error) =>
        Assert.Equal(new Answer(2, "", $"actorlab: {error}\n"), await Lab.Call("trace", s_run, option, value));

    [Fact]
    public async Task Times_must_be_times_and_in_order()
    {
        Assert.Equal("actorlab: --between: expected the earlier time first, got 2ms and 1ms [AL0002]\n", (await Lab.Call("trace", s_run, "--between", "2ms", "1ms")).Error);
        Assert.Equal("actorlab: --between: expected a duration such as 5ms, 1.5s or 200us, got soon [AL0002]\n", (await Lab.Call("trace", "--between", "1ms", "soon", s_run)).Error);
        Answer answer = await Lab.Call("trace", "--between", "1ms", "2ms", s_run);
        Assert.Equal(0, answer.ExitCode);
    }

    [Theory]
    [InlineData("perfeto", "--to: expected a format, got perfeto. Did you mean perfetto? [AL0001]")]
    [InlineData(null, "--to: expected a format: perfetto, mermaid, shiviz, csv [AL0002]")]
    public async Task An_export_needs_a_format_that_there_is(string? format, string error) =>
        Assert.Equal(new Answer(2, "", $"actorlab: {error}\n"), await Lab.Call(["export", s_run, .. format is null ? Array.Empty<string>() : ["--to", format]]));

    [Fact]
    public async Task An_export_does_not_replace_its_own_trace()
    {
        string copy = _folder.File("copy.trace");
        File.Copy(s_run, copy);
        File.CreateSymbolicLink(_folder.File("link"), copy);
        Assert.Equal(2, (await Lab.Call("export", copy, "--to", "csv", "-o", copy)).ExitCode);
        Assert.Equal(2, (await Lab.Call("export", copy, "--to", "csv", "-o", _folder.File("link"))).ExitCode);
        Assert.Equal(await File.ReadAllBytesAsync(s_run), await File.ReadAllBytesAsync(copy));
        Assert.Equal(2, (await Lab.Call("export", copy, "--to", "csv", "-o", _folder.Path)).ExitCode);
    }

    [Theory]
    [InlineData("perfetto", "{\"displayTimeUnit\"")]
    [InlineData("mermaid", "sequenceDiagram\n")]
    [InlineData("shiviz", "(?<host>")]
    [InlineData("csv", "row,kind,")]
    public async Task An_export_goes_to_a_file_or_to_standard_output_with_the_same_bytes(string format, string begin)
    {
        string file = _folder.File("out");
        Answer quiet = await Lab.Call("export", s_run, "--to", format, "--slice", "item<10", "-o", file);
        Assert.Equal(new Answer(0, "", ""), quiet);
        Answer loud = await Lab.Call("export", s_run, "--to", format, "--slice", "item<10");
        Assert.StartsWith(begin, loud.Out);
        Assert.Equal(loud.Out, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task The_documented_commands_print_what_the_documentation_shows()
    {
        string[] blocks = (await File.ReadAllTextAsync(Path.Combine(Lab.Repository, "docs", "tracing.md"))).Split("```console\n")[1..];
        Assert.True(blocks.Length >= 6, $"only {blocks.Length} commands are documented");
        foreach (string block in blocks)
        {
            string[] parts = block.Split("```")[0].Split('\n', 2);
            Assert.StartsWith("$ actorlab ", parts[0]);
            string[] words = [.. Words(parts[0]["$ actorlab ".Length..]).Select(w => w == "run.trace" ? s_run : w)];
            Answer answer = await Lab.Call(words);
            Assert.Equal((parts[0], parts[1]), (parts[0], answer.Out.ReplaceLineEndings("\n")));
        }
    }

    /// <summary>As a shell does it, with single quotes alone.</summary>
    private static IEnumerable<string> Words(string line)
    {
        string[] parts = line.Split('\'');
        for (int i = 0; i < parts.Length; i++)
        {
            if (i % 2 == 1) yield return parts[i];
            else foreach (string word in parts[i].Split(' ', StringSplitOptions.RemoveEmptyEntries)) yield return word;
        }
    }
}
