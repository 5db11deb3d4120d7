using System.Text;

namespace ActorLab.Cli.Tests;

/// <summary>Verdicts that say what is known, and no more than that.</summary>
public sealed class VerdictsSpec : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("simulation", "file = out.txt")]
    [InlineData("local", "file = out.txt")]
    [InlineData("simulation", "count = on")]
    [InlineData("local", "count = on")]
    public async Task A_run_that_fails_on_bad_data_is_unknown_every_time(string engine, string sink)
    {
        _folder.Write("numbers.txt", string.Concat(Enumerable.Range(1, 2_000).Select(i => i == 1_500 ? "x\n" : $"{i}\n")));
        string file = _folder.Write(
            "my.conf",
            $"pipeline.stages {{ text {{ lines = numbers.txt }}, number {{ from = text, map = to-number "
                + $"}}, out {{ from = number, {sink} }} }}");
        for (int i = 0; i < 10; i++) AssertUnknown(await Lab.Call("run", file, "--engine", engine), "number: item 1500: ");
    }

    [Theory]
    [InlineData("simulation", "")]
    [InlineData("local", "")]
    [InlineData("simulation", ", workers = 3, order = input, cost = 1 us")]
    [InlineData("local", ", workers = 3, order = input")]
    public async Task A_run_that_fails_on_a_number_that_is_too_large_is_unknown_too(string engine, string how)
    {
        string file = _folder.Write(
            "my.conf",
            $"pipeline.stages {{ n {{ range {{ from = -3, to = 3 }} }}, more {{ from = n, map = "
                + $"\"add(9223372036854775807)\"{how} }}, out {{ from = more, stdout = on }} }}");
        // In virtual time one run is as another.
        int runs = engine == "local" ? 3 : 1;
        for (int i = 0; i < runs; i++) AssertUnknown(await Lab.Start("run", file, "--engine", engine), "more: item ");
    }

    [Theory]
    [InlineData("simulation")]
    [InlineData("local")]
    public async Task What_was_split_filtered_or_given_up_and_waits_for_its_place_is_accounted_for_when_a_run_fails(string engine)
    {
        string file = _folder.Write("my.conf", """
            pipeline.stages {
              n { range.to = 100 }
              even { from = n, filter = even, workers = 2, order = input, cost = "uniform(0 us, 50 us)" }
              thrice { from = even, flat-map = "repeat(3)", workers = 4, order = input, cost = "uniform(0 us, 500 us)" }
              unsure { from = thrice, fail-some { share = 0.3 }, workers = 3, order = input, cost = "uniform(0 us, 500 us)", on-failure = dead-letter }
              out { from = unsure, count = on }
              bad { from = n, fail-some { every = 60 } }
              end { from = bad, count = on }
            }
            """);
        AssertUnknown(await Lab.Call("run", file, "--engine", engine), "bad: item 60: ");
    }

    [Theory]
    [InlineData("1 1 2 3", "redelivery", 99, "exactly-once")]
    [InlineData("1 2 3 1 2 3 4", "redelivery", 0, "at-least-once")]
    [InlineData("1 2 3 1 2 3", "redelivery", 0, "at-least-once")]
    [InlineData("1 2 3 1 1 4 2 5 2 3 6 3 4", "several private counters (3)", 99, "exactly-once")]
    public async Task Only_counters_that_go_on_beside_each_other_are_private_counters(
        string items, string cause, int exitCode, string delivery)
    {
        string[] numbers = items.Split(' ');
        string file = _folder.Write("events.csv", "seq\n" + string.Concat(numbers.Select(n => n + "\n")));
        Answer answer = await Lab.Call("verify", file, "--count", $"{numbers.Max(int.Parse)}", "--delivery", delivery);
        Assert.Equal(
            (exitCode, $"verdict: {(exitCode == 0 ? "holds" : "violated")} ({cause})"),
            (answer.ExitCode, answer.Out.Split('\n')[0]));
    }

    [Theory]
    [InlineData("1 1 3", "  delivery  violated  exactly once: 1 lost, 1 duplicated, 0 never sent\n")]
    [InlineData("1 3 3 2 5", "  delivery  violated  exactly once: 1 lost, 1 duplicated, 0 never sent\n")]
    [InlineData("3 1 2", "  order     violated  2 of 3 items reordered, greatest extent 2\n")]
    [InlineData("1 3", "  delivery  violated  exactly once: 1 lost, 0 duplicated, 0 never sent\n")]
    public async Task Events_that_are_lost_and_repeated_or_overtaken_name_no_cause_that_they_do_not_show(
        string items, string evidence)
    {
        string[] numbers = items.Split(' ');
        string file = _folder.Write("events.csv", "seq\n" + string.Concat(numbers.Select(n => n + "\n")));
        Answer answer = await Lab.Call("verify", file, "--count", $"{numbers.Max(int.Parse)}");
        Assert.Equal((99, "verdict: violated"), (answer.ExitCode, answer.Out.Split('\n')[0]));
        Assert.Contains(evidence, answer.Out);
    }

    [Fact]
    public async Task Content_that_differs_from_its_checksum_is_altered_and_not_torn()
    {
        string file = _folder.Write("events.csv", "seq,data,checksum\n1,hello,3610A686\n2,hellp,3610A686\n3,hello,3610A686\n");
        Answer answer = await Lab.Call("verify", file, "--count", "3");
        Assert.Equal(99, answer.ExitCode);
        Assert.StartsWith("verdict: violated\n", answer.Out);
        Assert.Contains(
            "  content   violated  1 of 3 items with a checksum differ from it\n      at 2: expected "
                + "content that its checksum fits, got item 2\n",
            answer.Out);
        Assert.DoesNotContain("torn", answer.Out);
    }

    [Fact]
    public async Task Totals_that_differ_within_a_verdict_are_named()
    {
        string input = _folder.Write("input.txt", "a\nb\nc\nd\n");
        Answer answer = await Lab.Call("verify", _folder.Write("output.txt", "a\nb\nb\na\n"), "--input", input);
        Assert.Contains("  positional  violated  2 of 4 rows differ ", answer.Out);
        Assert.Contains("  order       holds     0 of 2 different items reordered, ", answer.Out);
        Assert.Contains("  delivery    violated  2 of 4 acknowledged items lost, 2 duplicated, ", answer.Out);
        Assert.Contains("  content     holds     0 torn records, 4 whole\n", answer.Out);
    }

    [Theory]
    [InlineData("simulation")]
    [InlineData("local")]
    public async Task Lines_that_are_no_text_are_refused_with_their_place(string engine)
    {
        File.WriteAllBytes(_folder.File("in.txt"), [.. "tea\nmilk\ncaf"u8, 0xE9, .. "\nwater\n"u8]);
        string file = _folder.Write(
            "my.conf",
            "pipeline.stages { text { lines = in.txt }, same { from = text, map = identity "
                + "}, out { from = same, file = out.txt } }");
        Answer answer = await Lab.Call("run", file, "--engine", engine);
        AssertUnknown(answer, $"text: {_folder.File("in.txt")}:3:4: expected UTF-8, got the byte 0xE9. ");
        Assert.DoesNotContain("\uFFFD", await File.ReadAllTextAsync(_folder.File("out.txt"), Encoding.Latin1));
    }

    [Theory]
    [InlineData("local", "serial")]
    [InlineData("local", "pipeline")]
    [InlineData("simulation", "pipeline")]
    public async Task A_plain_copy_has_the_bytes_of_the_input(string engine, string model)
    {
        byte[] bytes = [.. "caf"u8, 0xE9, .. "\r\n\nsame\nsame\r\r\ncurrent thread:<x>\nlast, without an end"u8];
        File.WriteAllBytes(_folder.File("in"), bytes);
        string[] call =
        [
            "run", "line-copy", "--model", model, "--engine", engine, "--input", _folder.File("in"), "--output",
            _folder.File("copy"),
        ];
        Answer records = await Lab.Call(call);
        Assert.Equal((0, ""), (records.ExitCode, records.Error));
        Assert.Contains(
            $"\n{_folder.File("copy")} has the records: who wrote each line, and the line; --plain keeps the lines alone\n",
            records.Out);
        Assert.StartsWith("current thread:<", await File.ReadAllTextAsync(_folder.File("copy"), Encoding.Latin1));
        Answer plain = await Lab.Call([.. call, "--plain"]);
        Assert.Equal((0, ""), (plain.ExitCode, plain.Error));
        Assert.Contains($"\n{_folder.File("copy")} has the lines as they came out, with the line ends of the input\n", plain.Out);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_folder.File("copy")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--state folder")]
    public async Task A_plain_copy_needs_a_place(string options) => Assert.Equal(
        new Answer(
            2, "", "actorlab: --plain: expected with --output, where the lines are kept. Nothing is kept without it. [AL0004]\n"),
        await Lab.Call(
            [
                "run", "line-copy", "--model", "pipeline", "--plain", .. options.Split(
                    ' ', StringSplitOptions.RemoveEmptyEntries),
            ]));

    private static void AssertUnknown(Answer answer, string reason)
    {
        Assert.Equal(3, answer.ExitCode);
        Assert.Contains(reason, answer.Error);
        Assert.Contains("verdict: unknown\n", answer.Out + answer.Error);
        Assert.DoesNotContain("violated", answer.Out + answer.Error);
    }
}
