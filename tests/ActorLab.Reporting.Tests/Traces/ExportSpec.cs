using System.Text.Json;
using System.Text.RegularExpressions;
using ActorLab.Core.Primitives;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;
using ActorLab.Reporting.Traces;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Reporting.Tests.Traces;

public sealed class ExportSpec
{
    [Fact]
    public void Csv_has_one_row_an_event_and_quotes_what_needs_it()
    {
        var run = new TraceBuilder();
        run.Spawn(0, 1, 0, "root, \"the\nfirst\"");
        run.Turn(5, 1, "Started", took: 5);
        Assert.Equal(
            CsvExport.Header + "\r\n"
            + "0,spawn,0,0,0,1,\"root, \"\"the\nfirst\"\"\",0,,\"root, \"\"the\nfirst\"\"\",0,0,0,,main-1,\r\n"
            + "1,turn,5,0,5,1,\"root, \"\"the\nfirst\"\"\",0,,Started,1,0,0,,main-1,\r\n",
            Export(CsvExport.Write, run.Model()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ShiViz_read_back_has_every_event_and_every_edge(int nodes)
    {
        int edges = 0;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            TraceModel model = RandomRun.Of(seed, nodes).Builder.Model();
            Dictionary<int, (string Host, Dictionary<string, int> Clock)> events = ReadShiViz(Export(ShiVizExport.Write, model));
            Assert.Equal(Enumerable.Range(0, model.Count), events.Keys.Order());
            foreach (IGrouping<string, Dictionary<string, int>> host in events.Values.GroupBy(e => e.Host, e => e.Clock))
                Assert.Equal(Enumerable.Range(1, host.Count()), host.Select(c => c[host.Key]).Order());
            for (int row = 0; row < model.Count; row++)
            {
                int cause = model.CauseOf(row);
                if (cause < 0) continue;
                (string host, Dictionary<string, int> clock) = events[cause];
                Assert.True(events[row].Clock.GetValueOrDefault(host) >= clock[host], $"seed {seed}: {model[cause]} to {model[row]}");
                edges++;
            }
        }

        Assert.True(edges > 1_000);
    }

    [Fact]
    public void ShiViz_refuses_more_than_a_page_shows()
    {
        TraceModel model = RandomRun.Of(1).Builder.Model();
        Assert.Null(ShiVizExport.Obstacle(model, [.. Enumerable.Range(0, model.Count)]));
        Assert.Equal("expected at most 100,000 events for shiviz, got 100,001", ShiVizExport.Obstacle(model, new int[100_001]));
        var crowd = new TraceBuilder();
        for (int actor = 1; actor <= 201; actor++) crowd.Spawn(0, actor, 0, $"a{actor}");
        Assert.Equal("expected at most 200 actors for shiviz, got 201", ShiVizExport.Obstacle(crowd.Model(), [.. Enumerable.Range(0, 201)]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Perfetto_slices_nest_flows_begin_and_end_once_and_counters_never_go_below_zero(int nodes)
    {
        int flows = 0, counters = 0, lanes = 0;
        for (ulong seed = 1; seed <= 30; seed++)
        {
            TraceModel model = RandomRun.Of(seed, nodes).Builder.Model();
            using var json = JsonDocument.Parse(Export(PerfettoExport.Write, model));
            JsonElement[] events = [.. json.RootElement.GetProperty("traceEvents").EnumerateArray()];
            JsonElement[] slices = [.. Of(events, "X")];
            Assert.Equal(model.Rows(r => model.KindOf(r) is TraceKind.Turn or TraceKind.Step or TraceKind.Wait or TraceKind.Receive).Length, slices.Length);
            foreach (IGrouping<long, (long Start, long End)> track in slices.GroupBy(s => s.GetProperty("tid").GetInt64(), Span)) AssertNested([.. track], seed);
            Assert.Equal(slices.Select(s => s.GetProperty("tid").GetInt64()).Distinct().Except(Of(events, "M").Select(m => m.GetProperty("tid").GetInt64())), []);
            long[] begun = [.. Of(events, "s").Select(s => s.GetProperty("id").GetInt64())], ended = [.. Of(events, "f").Select(s => s.GetProperty("id").GetInt64())];
            Assert.Equal(begun.Length, begun.Distinct().Count());
            Assert.Equal(begun.Order(), ended.Order());
            Assert.Equal(model.Rows(r => model.KindOf(r) == TraceKind.Turn && model.MessageOf(r) != 0).Length, begun.Length);
            Assert.All(Of(events, "C"), c => Assert.True(c.GetProperty("args").GetProperty("messages").GetInt64() >= 0));
            flows += begun.Length;
            counters += Of(events, "C").Count();
            lanes += Of(events, "M").Count(m => m.GetProperty("name").GetString() == "thread_name") - model.Actors.Length;
        }

        Assert.True(flows > 300 && counters > 600);
        Assert.True(lanes >= 0);
    }

    [Fact]
    public void Perfetto_opens_another_track_where_two_things_of_an_actor_overlap()
    {
        var run = new TraceBuilder();
        run.Spawn(0, 1, 0, "root");
        run.Step(100, 1, "Compute", 60);
        run.Step(150, 1, "Sleep", 80);
        using var json = JsonDocument.Parse(Export(PerfettoExport.Write, run.Model()));
        JsonElement[] events = [.. json.RootElement.GetProperty("traceEvents").EnumerateArray()];
        Assert.Equal(["root", "root (2)"], Of(events, "M").Where(m => m.GetProperty("name").GetString() == "thread_name").Select(m => m.GetProperty("args").GetProperty("name").GetString()));
        Assert.Equal(2, Of(events, "X").Select(s => s.GetProperty("tid").GetInt64()).Distinct().Count());
    }

    [Fact]
    public void A_mermaid_diagram_shows_every_message_of_a_small_run()
    {
        var run = new TraceBuilder();
        run.Spawn(0, 1, 0, "root");
        run.Spawn(0, 2, 1, "root/a:b;c");
        long first = run.Send(1, 1, 2, "Assigned", item: 3);
        run.Turn(2, 2, "Assigned", 1, first);
        long second = run.Send(3, 2, 1, "Done#1");
        run.Drop(3, 1, 2, "Unhandled", second);
        run.Send(4, 1, 0, "Result");
        Assert.Equal(
            "sequenceDiagram\nparticipant a1 as root\nparticipant a2 as root/a#58;b#59;c\nparticipant outside as outside\na1-)a2: Assigned (item 3)\na2-xa1: Done#35;1\na1-)outside: Result\n",
            Export(MermaidExport.Write, run.Model()));
    }

    [Fact]
    public void A_mermaid_diagram_is_cut_to_its_limits_and_says_what_was_cut()
    {
        var many = new TraceBuilder();
        for (int i = 0; i < 400; i++) many.Send(i, 1, 2, "Note");
        string cut = Export(MermaidExport.Write, many.Model());
        Assert.Equal(MermaidExport.MaxMessages, cut.Split('\n').Count(l => l.Contains("-)")));
        Assert.Contains("%% cut: 300 of 400 messages and 2 of 2 actors are shown; a diagram has at most 300 messages, 24 actors and 50,000 characters\n", cut);
        Assert.Contains("Note over a1: cut#58; 300 of 400 messages", cut);

        var crowd = new TraceBuilder();
        for (int i = 0; i < 100; i++) crowd.Send(i, 1, 2 + i, "Note");
        cut = Export(MermaidExport.Write, crowd.Model());
        Assert.Equal(MermaidExport.MaxParticipants, cut.Split('\n').Count(l => l.StartsWith("participant")));
        Assert.Contains("23 of 100 messages and 24 of 101 actors are shown", cut);

        var wordy = new TraceBuilder();
        for (int i = 0; i < 300; i++) wordy.Send(i, 1, 2, new string(';', 500));
        cut = Export(MermaidExport.Write, wordy.Model());
        Assert.InRange(cut.Length, MermaidExport.MaxCharacters - 2_000, MermaidExport.MaxCharacters);
        Assert.Contains("%% cut: ", cut);
    }

    private static void AssertNested((long Start, long End)[] spans, ulong seed)
    {
        foreach ((long start, long end) in spans)
        {
            foreach ((long otherStart, long otherEnd) in spans)
                Assert.True(end <= otherStart || otherEnd <= start || (start >= otherStart && end <= otherEnd) || (otherStart >= start && otherEnd <= end), $"seed {seed}: {start}-{end} crosses {otherStart}-{otherEnd}");
        }
    }

    private static IEnumerable<JsonElement> Of(JsonElement[] events, string phase) => events.Where(e => e.GetProperty("ph").GetString() == phase);

    private static (long Start, long End) Span(JsonElement slice)
    {
        var start = (long)(slice.GetProperty("ts").GetDecimal() * 1_000);
        return (start, start + (long)(slice.GetProperty("dur").GetDecimal() * 1_000));
    }

    /// <summary>Reads a log as ShiViz does: by the expression in its first line.</summary>
    private static Dictionary<int, (string Host, Dictionary<string, int> Clock)> ReadShiViz(string log)
    {
        string[] parts = log.Split("\n\n", 2);
        var events = new Dictionary<int, (string, Dictionary<string, int>)>();
        foreach (Match match in Regex.Matches(parts[1], parts[0], RegexOptions.None, TimeSpan.FromSeconds(10)))
        {
            Dictionary<string, int> clock = JsonSerializer.Deserialize<Dictionary<string, int>>(match.Groups["clock"].Value)!;
            events.Add(int.Parse(match.Groups["event"].Value.Split(' ')[^1]), (match.Groups["host"].Value, clock));
        }

        return events;
    }

    private static string Export(Action<TraceModel, IReadOnlyList<int>, TextWriter> write, TraceModel model)
    {
        int[] rows = [.. Enumerable.Range(0, model.Count)];
        model.SortByTime(rows);
        using var text = new StringWriter();
        write(model, rows, text);
        return text.ToString();
    }
}
