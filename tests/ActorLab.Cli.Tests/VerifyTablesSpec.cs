using System.Text.Json;

namespace ActorLab.Cli.Tests;

/// <summary>Tables of items and histories of queues, good and bad.</summary>
public sealed class VerifyTablesSpec : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("[{\"seq\":1},{\"seq\":2},{\"seq\":4}]")]
    [InlineData("[\n  { \"seq\": 1 },\n  {\n    \"seq\": 2\n  },\n  { \"seq\": 4 }\n]\n")]
    [InlineData("{\"seq\":1}\n{\"seq\":2}\n{\"seq\":4}\n")]
    public async Task Rows_of_a_JSON_file_are_read_whatever_lines_it_is_broken_into(string text)
    {
        using var folder = new TemporaryFolder();
        Answer answer = await Lab.Call("verify", folder.Write("rows.json", text), "--count", "4");
        Assert.Equal((99, ""), (answer.ExitCode, answer.Error));
        Assert.Contains("exactly once: 1 lost, 0 duplicated, 0 never sent", answer.Out);
    }

    [Fact]
    public async Task A_JSON_file_that_is_none_is_told_with_its_place()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("rows.json", "[{\"seq\":1},\n{\"seq\":]");
        Answer answer = await Lab.Call("verify", file);
        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith($"actorlab: output: {file}:2:", answer.Error);
    }

    /// <summary>Late by two seconds and a half, of which one is tolerated.</summary>
    [Theory]
    [InlineData("2026-03-01T12:00:00Z", "2026-03-01T12:00:05Z", "2026-03-01T12:00:02.5Z")]
    [InlineData("2026-03-01T12:00:00", "2026-03-01T14:00:05+02:00", "2026-03-01 12:00:02.5")]
    public async Task Times_of_ISO_8601_count_in_nanoseconds(string first, string second, string third)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("events.csv", $"seq,time\n1,{first}\n2,{second}\n3,{third}\n");
        Answer strict = await Lab.Call("verify", file, "--lateness", "1000000000");
        Answer lax = await Lab.Call("verify", file, "--lateness", "2500000000");
        Assert.Contains("watermark", strict.Out);
        Assert.Equal(99, strict.ExitCode);
        Assert.Matches(@"watermark +holds", lax.Out);
        Answer wrong = await Lab.Call(
            "verify", folder.Write("wrong.csv", "seq,time\n1,2026-13-01T12:00:00Z\n"), "--lateness", "1");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("wrong.csv:2:3: expected a whole number, or a time such as", wrong.Error);
    }

    [Fact]
    public async Task A_table_is_checked_by_the_columns_it_has()
    {
        Answer answer = await Verify("e.csv", "source,n,acct\nA,1,x\nA,3,x\nB,1,y\nA,2,x\nB,2,y\n", "--columns", "producer=source,seq=n,key=acct", "--count", "3");
        Assert.Equal(99, answer.ExitCode);
        Assert.Equal(
            """
            verdict: violated
              producer-order  violated  1 of 5 items reordered within their producer, greatest extent 1, 2 producers
                  at 4: expected item 4 of A or a later one, got item 2 behind item 3, extent 1
              key-order       violated  1 of 5 items reordered within their key, 2 keys
                  at 4: expected item 4 or a later one for key x, got item 2 behind item 3
              delivery        violated  exactly once: 1 lost, 0 duplicated, 0 never sent
                  at 6: expected item 3 of B, got nothing

            """, answer.Out);
    }

    [Fact]
    public async Task Every_column_is_understood_in_both_kinds_of_tables()
    {
        const string Csv = "producer,seq,key,time,data,checksum,hash,count,worker,clock\r\nA,1,k,10,\"say \"\"hi\"\", all\",EA9660DD,5,,w1,A:1\r\nA,,,,,,5,1,,\r\n";
        const string Json = """
            {"producer":"A","seq":1,"key":"k","time":10,"data":"say \"hi\", all","checksum":"EA9660DD","hash":"0x5","count":null,"worker":"w1","clock":"A:1","more":{"a":[1]}}
            {"producer":"A","count":1,"hash":5,"seq":null}
            """;
        foreach ((string name, string text) in new[] { ("t.csv", Csv), ("t.ndjson", Json.Replace("\"count\":null", "\"count\":\"\"", StringComparison.Ordinal)) })
        {
            string[] checks = name == "t.csv" ? [] : ["--check", "producer-order", "--check", "key-order", "--check", "delivery", "--check", "content", "--check", "causal-order"];
            Answer answer = await Verify(name, text, ["--lateness", "0", .. checks]);
            Assert.Equal("", answer.Error);
            Assert.Equal((0, "verdict: holds"), (answer.ExitCode, answer.Out.Split('\n')[0]));
        }
    }

    [Fact]
    public async Task Several_files_are_parts_of_one_stream_and_standard_input_is_one_too()
    {
        string first = _folder.Write("1.csv", "seq\n1\n2\n");
        Answer answer = await Lab.Shell($"printf 'seq\\n3\\n5\\n' | {Lab.ShellCommand} verify '{first}' - --check order --check delivery");
        Assert.Contains("0 of 4 items reordered", answer.Out);
        Assert.Contains("at 5: expected item 4, got nothing", answer.Out);
    }

    [Fact]
    public async Task A_history_is_checked_for_linearizability()
    {
        Answer answer = await Verify("q.csv", "op,value,start,end,worker\nenqueue,A,0,4,p\nenqueue,B,5,9,p\ndequeue,B,10,14,c\ndequeue,A,15,19,c\n", "--format", "history", "--json");
        Assert.Equal(99, answer.ExitCode);
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement check = json.RootElement.GetProperty("verdict").GetProperty("checks")[1];
        Assert.Equal(("queue-linearizability", "violated", 1), (check.GetProperty("name").GetString(), check.GetProperty("status").GetString(), check.GetProperty("figures").GetProperty("order").GetInt32()));
        Assert.Equal("c", check.GetProperty("evidence")[0].GetProperty("worker").GetString());
    }

    [Fact]
    public async Task A_multiset_is_compared_without_holding_either_file()
    {
        Answer equal = await Verify("out", "b\na\n", "--input", _folder.Write("in", "a\nb\n"), "--check", "multiset");
        Answer other = await Verify("out", "b\nb\n", "--input", _folder.File("in"), "--check", "multiset");
        Assert.Equal((0, 99), (equal.ExitCode, other.ExitCode));
    }

    [Theory]
    [InlineData("--max-reordered", "1", 0)]
    [InlineData("--max-reordered", "0", 99)]
    [InlineData("--max-extent", "2", 0)]
    [InlineData("--max-extent", "1", 99)]
    public async Task Limits_are_kept(string option, string value, int exitCode)
    {
        Answer answer = await Verify("l.csv", "seq\n2\n3\n1\n", "--count", "3", option, value);
        Assert.Equal(exitCode, answer.ExitCode);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_file_is_told_in_one_pass_with_its_place()
    {
        string file = _folder.Write("bad.csv", "source,n\nA,x\nB,99999999999999999999\nA\n\"A,2\nA,0\nA,-1\nA,1\nA,+2\nA,1 \n");
        Answer answer = await Lab.Call("verify", file, "--columns", "producer=source,seq=n");
        string wanted = "expected a whole number from 1 to 9223372036854775806 for seq, got";
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.Equal(
            [
                $"actorlab: {file}:2:3: {wanted} x [AL0007]", $"actorlab: {file}:3:3: {wanted} 99999999999999999999 [AL0007]", $"actorlab: {file}:4:1: expected 2 fields, got 1 [AL0007]",
                $"actorlab: {file}:5:1: expected a closing quote [AL0007]", $"actorlab: {file}:6:3: {wanted} 0 [AL0007]", $"actorlab: {file}:7:3: {wanted} -1 [AL0007]",
                $"actorlab: {file}:9:3: {wanted} +2 [AL0007]", $"actorlab: {file}:10:3: {wanted} 1  [AL0007]",
            ],
            answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("{\"seq\":1}\n{\"seq\":1.5}\n", "2:8: expected a whole number")]
    [InlineData("{\"seq\":1}\n[1]\n", "2:1: expected a JSON object")]
    [InlineData("{\"seq\":1}\n{\"seq\":\n", "2:8: expected a JSON object in one row")]
    [InlineData("{\"seq\":1}\n{\"seq\":[1]}\n", "2:8: expected a string or a number for seq")]
    [InlineData("{\"seq\":1} {\"seq\":2}\n", "1:11: expected a JSON object in one row")]
    [InlineData("{\"seq\":1}\n{\"n\":2}\n", "2:1: expected a whole number from 1 to 9223372036854775806 for seq, got nothing")]
    [InlineData("{\"seq\":1}\n{\"seq\":\"\\ud800\"}\n", "2:8: expected text, got bytes that are none")]
    public async Task Bad_json_is_told_with_its_place(string text, string expected)
    {
        Answer answer = await Verify("bad.ndjson", text);
        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith($"actorlab: {_folder.File("bad.ndjson")}:{expected}", answer.Error);
    }

    [Theory]
    [InlineData("", "1:1: expected a header, got nothing")]
    [InlineData("a,b\n1,2\n", "1:1: expected a column seq or clock, got none of the known columns")]
    [InlineData("seq,seq\n1,2\n", "1:5: expected each column once, got seq again")]
    [InlineData("seq,checksum\n1,00\n", "1:1: expected a column data that the checksum is over, got none")]
    [InlineData("seq,data,checksum\n1,a,xyz\n", "2:5: expected up to 8 hexadecimal digits for checksum, got xyz")]
    [InlineData("seq,hash\n1,99999999999999999999999\n", "2:3: expected a whole number from 0 to 18446744073709551615")]
    [InlineData("producer,clock\nA,A=1\n", "2:3: expected name:count, separated by blanks, for clock, got A=1")]
    public async Task Bad_columns_are_told_with_their_place(string text, string expected)
    {
        Answer answer = await Verify("bad.csv", text);
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.StartsWith($"actorlab: {_folder.File("bad.csv")}:{expected}", answer.Error);
    }

    [Theory]
    [InlineData("op,value,start,end\nput,A,0,1\n", "2:1: expected enqueue, dequeue or empty for op, got put")]
    [InlineData("op,value,start,end\nenqueue,A,5,4\n", "2:13: expected a time from 5 for end, got 4")]
    [InlineData("op,value,start,end\nenqueue,,0,1\n", "2:9: expected something for value, got nothing")]
    [InlineData("value,end\nA,1\n", "1:1: expected columns op, value, start, end, got none for op and start")]
    public async Task Bad_histories_are_told_with_their_place(string text, string expected)
    {
        Answer answer = await Verify("bad.csv", text, "--format", "history");
        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith($"actorlab: {_folder.File("bad.csv")}:{expected}", answer.Error);
    }

    [Theory]
    [InlineData("key-order", "expected a column key for the check key-order, got seq")]
    [InlineData("watermark", "expected a column time for the check watermark, got seq")]
    [InlineData("causal-order", "expected a column clock for the check causal-order, got seq")]
    public async Task A_check_says_which_column_it_lacks(string check, string expected)
    {
        Answer answer = await Verify("t.csv", "seq\n1\n", "--check", check);
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(expected, answer.Error);
    }

    [Fact]
    public async Task What_was_asked_for_wrongly_is_told_all_at_once_with_the_nearest_name()
    {
        Answer answer = await Lab.Call("verify", "x.csv", "--check", "ordr", "--check", "positional", "--format", "cvs", "--delivery", "once", "--max-extent", "-1", "--columns", "sequence=n,seq");
        Assert.Equal(
            [
                "actorlab: --format: expected a format, got cvs. Did you mean csv? [AL0001]",
                "actorlab: --check: expected a check, got ordr. Did you mean order? [AL0001]",
                "actorlab: --check: positional does not apply to csv. Of csv one can check order, delivery, content, n-reordering, reordering-runs, density, disorder, resequencer, producer-order, key-order, end-of-stream, watermark, causal-order. [AL0004]",
                "actorlab: --columns: expected one of producer, seq, key, time, data, checksum, hash, count, worker, clock, op, value, start, end, got sequence [AL0002]",
                "actorlab: --columns: expected role=column, got seq [AL0002]",
                "actorlab: --delivery: expected a delivery class, got once. Known: exactly-once, at-least-once, at-most-once. [AL0001]",
                "actorlab: --max-extent: expected a whole number from 0 to 9223372036854775807, got -1 [AL0003]",
            ],
            answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Binary_junk_is_told_up_to_a_number_and_shown_without_control_characters()
    {
        byte[] junk = new byte[200_000];
        for (int i = 0; i < junk.Length; i++) junk[i] = (byte)((i * 2_654_435_761L) >> 13);
        await File.WriteAllBytesAsync(_folder.File("junk.csv"), [.. "seq\n"u8, .. junk]);
        Answer answer = await Lab.Call("verify", _folder.File("junk.csv"));
        Assert.Equal((2, 21), (answer.ExitCode, answer.Error.Count(c => c == '\n')));
        Assert.EndsWith("20 problems; no more were looked for [AL0007]\n", answer.Error);
        Assert.DoesNotContain(answer.Error, c => char.IsControl(c) && c != '\n');
    }

    [Theory]
    [InlineData("--format csv", 2, "-:2:1: expected a row of at most 1048640 bytes, got a longer one [AL0007]")]
    [InlineData("--input '/proc/self/cmdline'", 99, "")]
    public async Task A_line_of_two_gigabytes_takes_no_memory(string options, int exitCode, string expected)
    {
        Answer answer = await Lab.Shell(
            $"(echo seq; head -c 2200000000 /dev/zero; echo) | {Lab.ShellCommand} verify - {options}", ("DOTNET_GCHeapHardLimit", "4000000"));
        Assert.Equal(exitCode, answer.ExitCode);
        Assert.Contains(expected, answer.Error);
    }

    private Task<Answer> Verify(string name, string text, params string[] options) => Lab.Call(["verify", _folder.Write(name, text), .. options]);
}
