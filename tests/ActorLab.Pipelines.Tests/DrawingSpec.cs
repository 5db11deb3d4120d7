using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Drawing;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>Pictures of pipelines.</summary>
public sealed class DrawingSpec
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private static readonly PipelineDefinition s_shop = Of(
        Stage("orders", new LinesSource("/data/orders.txt")),
        Stage("priced", new FailSomeOperation(FailureKind.Error, 0, 3), "orders") with
        {
            Workers = 4, Order = ItemOrder.Input, OnFailure = FailureAction.DeadLetter, DeadLetters = "lost", Retry = new RetryDefinition(3, SimDuration.Zero, SimDuration.Zero),
        },
        Stage("kept", new FileSink("/data/out.txt"), "priced") with { Queue = new QueueDefinition(16, OverflowPolicy.DropHead) },
        Stage("counted", new CountSink(), "orders", "priced"),
        Stage("lost", new CountSink()));

    [Fact]
    public void A_mermaid_picture_has_a_box_for_each_stage_and_an_arrow_for_each_queue() => Assert.Equal(
        """
        flowchart LR
          s1(["orders<br/>lines of orders.txt"])
          s2["priced<br/>fail 1 in 3<br/>4 workers, in order, 3 attempts"]
          s3[/"kept<br/>to out.txt"/]
          s4[/"counted<br/>count"/]
          s5[/"lost<br/>count"/]
          s1 -->|"64"| s2
          s2 -->|"16 drop-head"| s3
          s1 -->|"64"| s4
          s2 -->|"64"| s4
          s2 -.->|"dead letters"| s5

        """.ReplaceLineEndings("\n"), MermaidDrawing.Render(PipelineDrawing.Of(s_shop)));

    [Fact]
    public void A_picture_for_Graphviz_has_the_same()
    {
        string dot = DotDrawing.Render(PipelineDrawing.Of(s_shop));
        Assert.StartsWith("digraph \"test\" {\n", dot);
        Assert.Contains("  \"orders\" [label=\"orders\\nlines of orders.txt\", tooltip=\"lines of orders.txt\", shape=ellipse];\n", dot);
        Assert.Contains("  \"priced\" -> \"kept\" [label=\"16 drop-head\"];\n  \"orders\" -> \"counted\" [label=\"64\"];\n", dot);
        Assert.EndsWith("  \"priced\" -> \"lost\" [label=\"dead letters\", style=dashed];\n}\n", dot);
    }

    [Fact]
    public void Whatever_a_stage_is_called_it_cannot_break_out_of_the_picture()
    {
        PipelineDrawing drawing = PipelineDrawing.Of(Of(
            Stage("a\"]; <b>&`|\u0001\n#", new ProgramOperation(["sh", "-c", "echo \\\"$1\\\" \u001b[31m <script>\uD800"])),
            Stage("out", new CountSink(), "a\"]; <b>&`|\u0001\n#")));
        Assert.Contains("[\"a#34;]#59; #60;b#62;#38;#96;#124;#1;#10;#35;<br/>sh -c echo \\#34;$1\\#34; #27;[31m #60;script#62;", MermaidDrawing.Render(drawing));
        Assert.Contains("  \"a\\\"]; <b>&`| \\n#\" -> \"out\" [label=\"64\"];", DotDrawing.Render(drawing));
        string[] texts = [.. XDocument.Parse(SvgDrawing.Render(drawing)).Descendants(s_svg + "text").Select(t => t.Value)];
        Assert.Contains("a\"]; <b>&`| \n#", texts);
        Assert.Contains("sh -c echo \\\"$1\\\"  [31m <script> ", texts);
    }

    [Fact]
    public void A_long_text_is_cut_and_stands_whole_where_one_points_at()
    {
        var program = new ProgramOperation(["python3", "-c", new string('x', 500)]);
        PipelineDrawing drawing = PipelineDrawing.Of(Of(Stage("numbers", new NumberRangeSource(1, 2)), Stage("work", program, "numbers")));
        XElement box = XDocument.Parse(SvgDrawing.Render(drawing)).Descendants(s_svg + "g").Last();
        Assert.Equal($"work\n{program.Summary}", box.Element(s_svg + "title")!.Value);
        Assert.Contains(box.Elements(s_svg + "text"), t => t.Value.StartsWith("python3 -c xxx", StringComparison.Ordinal) && t.Value.EndsWith("x…", StringComparison.Ordinal) && t.Value.Length == 44);
        Assert.Contains("x…\"", MermaidDrawing.Render(drawing));
    }

    [Fact]
    public void A_pipeline_with_mistakes_is_drawn_as_far_as_it_goes()
    {
        PipelineDefinition broken = Of(
            Stage("a", new PassOperation(), "c", "nowhere"),
            Stage("b", new PassOperation(), "a"),
            Stage("c", new PassOperation(), "b") with { DeadLetters = "nobody" },
            Stage("self", new PassOperation(), "self"),
            Stage("b", new CountSink(), "c"));
        string mermaid = MermaidDrawing.Render(PipelineDrawing.Of(broken));
        Assert.Equal(["  s3 -->|\"64\"| s1", "  s1 -->|\"64\"| s2", "  s2 -->|\"64\"| s3", "  s4 -->|\"64\"| s4"], mermaid.Split('\n').Where(l => l.Contains("-->", StringComparison.Ordinal)));
        Check(SvgDrawing.Render(PipelineDrawing.Of(broken)), "a cycle");
        Check(SvgDrawing.Render(PipelineDrawing.Of(Of())), "no stage at all");
    }

    [Fact]
    public void No_box_hides_another_no_arrow_runs_behind_a_box_and_every_text_is_inside_the_picture()
    {
        int passed = 0, back = 0;
        for (ulong seed = 1; seed <= 300; seed++)
        {
            PipelineDrawing drawing = PipelineDrawing.Of(RandomGraph(new RandomStream(seed)));
            string svg = SvgDrawing.Render(drawing);
            Check(svg, $"seed {seed}");
            var layout = new DrawingLayout(drawing);
            passed += layout.Ways.Count(w => w.Lanes.Count > 0);
            back += layout.Ways.Count(w => w.GoesBack);
        }

        Assert.True(passed > 100 && back > 100, $"{passed} arrows passed a column and {back} went back");
    }

    private static PipelineDefinition RandomGraph(RandomStream random)
    {
        int count = (int)random.NextInt64(1, 12);
        var stages = ImmutableArray.CreateBuilder<StageDefinition>();
        for (int i = 0; i < count; i++)
        {
            bool isSource = i == 0 || random.NextInt64(0, 5) == 0;
            // Now and then from a later one: a cycle.
            string[] from = isSource ? [] : [.. Enumerable.Range(0, (int)random.NextInt64(1, 4)).Select(_ => NameOf(random.NextInt64(0, random.NextInt64(0, 8) == 0 ? count - 1 : i - 1))).Distinct()];
            StageOperation operation = isSource ? new NumberRangeSource(1, 10) : new BusyOperation(new ConstantDistribution(SimDuration.FromMilliseconds(random.NextInt64(1, 1000))));
            stages.Add(Stage(NameOf(i), operation, from) with
            {
                Workers = (int)random.NextInt64(1, 3),
                Order = (ItemOrder)random.NextInt64(0, 2),
                FanOut = (FanOut)random.NextInt64(0, 3),
                DeadLetters = random.NextInt64(0, 6) == 0 ? NameOf(count - 1) : null,
                Queue = new QueueDefinition((int)random.NextInt64(1, 1_000_000), (OverflowPolicy)random.NextInt64(0, 4)),
            });
        }

        return Of([.. stages]);

        static string NameOf(long i) => i % 3 == 0 ? $"a-stage-with-a-rather-long-name-{i}" : $"s{i}";
    }

    private static void Check(string svg, string about)
    {
        XElement root = XDocument.Parse(svg).Root!;
        (double width, double height) = (Number(root, "width"), Number(root, "height"));
        Area[] boxes = [.. root.Descendants(s_svg + "rect").Where(r => (string?)r.Attribute("class") == "stage").Select(AreaOf)];
        for (int i = 0; i < boxes.Length; i++)
        {
            Assert.True(boxes[i] is { Left: >= 0, Top: >= 0 } box && box.Right <= width && box.Bottom <= height, $"{about}: box {i} leaves the picture");
            for (int j = 0; j < i; j++) Assert.False(boxes[i].Overlaps(boxes[j]), $"{about}: boxes {i} and {j} overlap");
        }

        foreach (XElement text in root.Descendants(s_svg + "text"))
        {
            Area area = TextArea(text);
            Assert.True(area is { Left: >= 0, Top: >= 0 } && area.Right <= width && area.Bottom <= height, $"{about}: '{text.Value}' leaves the picture");
            if ((string?)text.Attribute("class") == "label") Assert.DoesNotContain(boxes, b => b.Overlaps(area));
            else Assert.Contains(boxes, b => b.Left <= area.Left && area.Right <= b.Right && b.Top <= area.Top && area.Bottom <= b.Bottom);
        }

        foreach (XElement path in root.Descendants(s_svg + "path").Where(p => (string?)p.Attribute("class") == "queue"))
            foreach ((double x, double y) in PointsOf((string)path.Attribute("d")!))
            {
                Assert.True(x >= 0 && y >= 0 && x <= width && y <= height, $"{about}: an arrow leaves the picture at {x}, {y}");
                Assert.DoesNotContain(boxes, b => b.HasInside(x, y));
            }
    }

    private static Area AreaOf(XElement rect) => new(Number(rect, "x"), Number(rect, "y"), Number(rect, "x") + Number(rect, "width"), Number(rect, "y") + Number(rect, "height"));

    /// <summary>As sans-serif fonts are: a character about six tenths of the size wide.</summary>
    private static Area TextArea(XElement text)
    {
        double size = text.Attribute("font-size") is { } own ? (double)own : 12, width = text.Value.Length * size * 0.58;
        double x = Number(text, "x"), y = Number(text, "y"), left = (string?)text.Attribute("text-anchor") == "end" ? x - width : x - (width / 2);
        return new Area(left, y - (size * 0.8), left + width, y + (size * 0.2));
    }

    private static double Number(XElement element, string attribute) => double.Parse((string)element.Attribute(attribute)!, CultureInfo.InvariantCulture);

    /// <summary>Points on a path of the commands M, C and H.</summary>
    private static IEnumerable<(double X, double Y)> PointsOf(string path)
    {
        double x = 0, y = 0;
        foreach (string command in path.Replace(" C", "|C", StringComparison.Ordinal).Replace(" H", "|H", StringComparison.Ordinal).Split('|'))
        {
            double[] n = [.. command[1..].Split(' ').Select(t => double.Parse(t, CultureInfo.InvariantCulture))];
            for (int step = 0; step <= 20; step++)
            {
                double t = step / 20.0, u = 1 - t;
                if (command[0] == 'M') yield return (n[0], n[1]);
                else if (command[0] == 'H') yield return (x + ((n[0] - x) * t), y);
                else yield return ((u * u * u * x) + (3 * u * u * t * n[0]) + (3 * u * t * t * n[2]) + (t * t * t * n[4]), (u * u * u * y) + (3 * u * u * t * n[1]) + (3 * u * t * t * n[3]) + (t * t * t * n[5]));
            }

            (x, y) = command[0] == 'H' ? (n[0], y) : (n[^2], n[^1]);
        }
    }

    private readonly record struct Area(double Left, double Top, double Right, double Bottom)
    {
        public bool Overlaps(Area other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

        public bool HasInside(double x, double y) => x > Left + 0.5 && x < Right - 0.5 && y > Top + 0.5 && y < Bottom - 0.5;
    }
}
