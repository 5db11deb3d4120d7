using System.Text;

namespace ActorLab.Simulation.Tests;

public sealed class FilesSpec
{
    [Fact]
    public void What_is_appended_stays_in_the_buffer_until_the_handle_is_flushed()
    {
        var seen = new List<int>();
        RunResult result = Run(Scenario.Machine, new Job("a", async m =>
        {
            FileHandle output = await m.Open("out", OpenMode.Append);
            await m.Append(output, "abc"u8.ToArray());
            seen.Add(await Length(m));
            await m.Flush(output);
            seen.Add(await Length(m));
            await m.Append(output, "d"u8.ToArray());
            await m.Close(output);
            seen.Add(await Length(m));
        }));
        Assert.Equal(["a@0"], Scenario.Marks(result));
        Assert.Equal([0, 3, 4], seen);
        Assert.Equal("abcd", Text(result, "out"));
    }

    [Fact]
    public void A_full_buffer_is_flushed_and_takes_the_rest()
    {
        var seen = new List<int>();
        RunResult result = Run(Scenario.Machine, new Job("a", async m =>
        {
            FileHandle output = await m.Open("out", OpenMode.Append);
            await m.Append(output, new byte[8191]);
            seen.Add(await Length(m));
            await m.Append(output, new byte[10]);
            seen.Add(await Length(m));
        }));
        Assert.Equal(["a@0"], Scenario.Marks(result));
        Assert.Equal([0, 8192], seen);
    }

    [Fact]
    public void A_long_append_lands_in_pieces_of_the_buffer_and_others_may_land_between_them()
    {
        MachineProfile machine = Scenario.Machine with { DiskFlush = Latency.Constant(Scenario.Ms(2)) };
        RunResult result = Run(
            machine,
            new Job("long", async m =>
            {
                FileHandle output = await m.Open("out", OpenMode.Append);
                await m.Append(output, Enumerable.Repeat((byte)'l', 2 * 8192).ToArray());
            }),
            new Job("short", async m =>
            {
                await m.Sleep(Scenario.Ms(1));
                FileHandle output = await m.Open("out", OpenMode.Append);
                await m.Append(output, "s"u8.ToArray());
                await m.Flush(output);
            }));
        Assert.Equal(["short@3000000", "long@4000000"], Scenario.Marks(result));
        byte[] content = result.Files["out"].ToArray();
        Assert.Equal((2 * 8192) + 1, content.Length);
        Assert.Equal(8192, Array.IndexOf(content, (byte)'s'));
    }

    [Fact]
    public void The_file_has_the_order_of_the_flushes_and_each_lands_at_its_end()
    {
        // a appends and begins its flush first, but b has flushed before a's second record.
        MachineProfile machine = Scenario.Machine with { DiskFlush = Latency.Constant(Scenario.Ms(2)) };
        RunResult result = Run(
            machine,
            new Job("a", async m =>
            {
                FileHandle output = await m.Open("out", OpenMode.Append);
                await m.Append(output, "a1 "u8.ToArray());
                await m.Sleep(Scenario.Ms(5));
                await m.Append(output, "a2 "u8.ToArray());
                await m.Close(output);
            }),
            new Job("b", async m =>
            {
                FileHandle output = await m.Open("out", OpenMode.Append);
                await m.Append(output, "b1 "u8.ToArray());
                await m.Close(output);
            }),
            new Job("reader", async m =>
            {
                await m.Sleep(new SimDuration(1_999_999));
                Assert.Equal(0, await Length(m));
                await m.Sleep(new SimDuration(2));
                Assert.Equal(3, await Length(m));
            }));
        Assert.Equal(["b@2000000", "reader@2000001", "a@7000000"], Scenario.Marks(result));
        Assert.Equal("b1 a1 a2 ", Text(result, "out"));
    }

    [Fact]
    public void Reading_on_gives_what_was_added_since_and_nothing_at_the_end()
    {
        var read = new List<string>();
        RunResult result = Run(Scenario.Machine, new Job("a", async m =>
        {
            FileHandle output = await m.Open("out", OpenMode.Append);
            FileHandle input = await m.Open("out", OpenMode.Read);
            await m.Append(output, "hello"u8.ToArray());
            await m.Flush(output);
            read.Add(Encoding.ASCII.GetString((await m.ReadNext(input, 3)).Span));
            read.Add(Encoding.ASCII.GetString((await m.ReadNext(input, 3)).Span));
            read.Add(Encoding.ASCII.GetString((await m.ReadNext(input, 3)).Span));
            await m.Append(output, "!"u8.ToArray());
            await m.Close(output);
            read.Add(Encoding.ASCII.GetString((await m.ReadNext(input, 3)).Span));
            read.Add(Encoding.ASCII.GetString((await m.ReadAll(input)).Span));
        }));
        Assert.Equal(["a@0"], Scenario.Marks(result));
        Assert.Equal(["hel", "lo", "", "!", "hello!"], read);
    }

    [Fact]
    public void What_was_read_stays_as_it_was_while_the_file_grows()
    {
        RunResult result = Run(Scenario.Machine, new Job("a", async m =>
        {
            FileHandle input = await m.Open("in", OpenMode.Read);
            ReadOnlyMemory<byte> before = await m.ReadAll(input);
            FileHandle output = await m.Open("in", OpenMode.Append);
            for (int i = 0; i < 100; i++)
            {
                await m.Append(output, new byte[1000]);
                await m.Flush(output);
            }

            Assert.Equal("content of in", Encoding.ASCII.GetString(before.Span));
            Assert.Equal(100_013, (await m.ReadAll(input)).Length);
        }));
        Assert.Equal(["a@0"], Scenario.Marks(result));
        Assert.Equal(100_013, result.Files["in"].Length);
    }

    [Fact]
    public void A_file_that_is_not_there_cannot_be_read()
    {
        RunResult result = Run(Scenario.Machine, new Job("a", async m => await m.Open("nowhere", OpenMode.Read)));
        var failure = Assert.IsType<MachineFailureException>(Assert.IsType<Failed>(Assert.Single(result.Outbox)).Cause);
        Assert.Equal((StepKind.Open, "nowhere"), (failure.Step, failure.Target));
        Assert.Equal(0, result.Steps[StepKind.Open]);
    }

    [Fact]
    public void A_closed_handle_and_one_of_the_wrong_mode_are_refused()
    {
        RunResult result = Run(
            Scenario.Machine,
            new Job("closed", async m =>
            {
                FileHandle input = await m.Open("in", OpenMode.Read);
                await m.Close(input);
                await m.ReadAll(input);
            }),
            new Job("mode", async m => await m.Append(await m.Open("in", OpenMode.Read), "x"u8.ToArray())));
        Assert.Equal(["closed failed: in: the file has been closed", "mode failed: in: the file is not open for appending"], Scenario.Marks(result));
    }

    [Fact]
    public void Every_step_is_counted_by_its_kind()
    {
        RunResult result = Run(Scenario.Machine, new Job("a", async m =>
        {
            FileHandle output = await m.Open("out", OpenMode.Append);
            await m.Append(output, "x"u8.ToArray());
            await m.Append(output, "y"u8.ToArray());
            await m.Close(output);
            await m.Sleep(Scenario.Ms(1));
        }));
        Assert.Equal("Open 1, Append 2, Close 1, Sleep 1", result.Steps.ToString());
    }

    private static async ValueTask<int> Length(IMachine machine) => (await machine.ReadAll(await machine.Open("out", OpenMode.Read))).Length;

    private static RunResult Run(MachineProfile machine, params Job[] jobs)
    {
        RunResult result = Scenario.Run(Scenario.Bodies(machine, jobs, files: ["in"]));
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        return result;
    }

    private static string Text(RunResult result, string path) => Encoding.ASCII.GetString(result.Files[path].Span);
}
