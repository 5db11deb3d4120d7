using System.Text;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.LineCopy;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Faults;
using Xunit;

namespace ActorLab.Experiments.Tests;

/// <summary>The sink of line-copy acknowledges every line, takes every step that it should, and writes something else: the
/// verifier behind it reads that in the output.</summary>
public sealed class FaultySinkSpec
{
    private const int Lines = 200;
    private const int Place = 70;

    public static TheoryData<StreamFault, string, string, string> Faults()
    {
        var data = new TheoryData<StreamFault, string, string, string>();
        foreach (string engine in new[] { "local", "simulation" })
        {
            const string delivery = CheckCatalog.Delivery;
            data.Add(StreamFault.Drop, engine, delivery, "1 of 200 acknowledged items lost, 0 duplicated, 0 unexpected");
            data.Add(StreamFault.Repeat, engine, delivery, "0 of 200 acknowledged items lost, 1 duplicated, 0 unexpected");
            data.Add(StreamFault.Swap, engine, CheckCatalog.Order, "1 of 200 items reordered, greatest extent 1");
            data.Add(StreamFault.Alter, engine, delivery, "1 of 200 acknowledged items lost, 0 duplicated, 1 unexpected");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_sink_that_writes_another_stream_than_it_acknowledges_is_found_out(
        StreamFault fault, string engine, string check, string summary)
    {
        RunReport report = await RunAsync(engine, () => Writing(new FaultyStream<string>(
            fault, Place, record => record.Replace($"line{Place}\n", "no such line\n", StringComparison.Ordinal))));
        AssertViolated(report, check, summary);
    }

    [Theory]
    [InlineData("local")]
    [InlineData("simulation")]
    public async Task A_sink_that_acknowledges_all_and_writes_nothing_is_found_out(string engine)
    {
        RunReport report = await RunAsync(
            engine, () => new ActorHooks { Execute = body => new AlteredAppends(body, _ => ReadOnlyMemory<byte>.Empty) });
        AssertViolated(report, CheckCatalog.Delivery, "200 of 200 acknowledged items lost, 0 duplicated, 0 unexpected");
    }

    [Theory]
    [InlineData("local")]
    [InlineData("simulation")]
    public async Task A_sink_that_leaves_a_row_out_has_torn_a_record(string engine)
    {
        RunReport report = await RunAsync(engine, () =>
        {
            const int torn = (Place * LineRecord.Appends) - 2;
            int appends = 0;
            return new ActorHooks
            {
                Execute = body => new AlteredAppends(body, bytes => ++appends == torn ? ReadOnlyMemory<byte>.Empty : bytes),
            };
        });
        AssertViolated(report, CheckCatalog.Content, "1 torn records, 199 whole");
    }

    private static void AssertViolated(RunReport report, string check, string summary)
    {
        Assert.Equal((VerdictStatus.Violated, 99), (report.Verdict.Status, report.ExitCode));
        CheckResult violated = Assert.Single(report.Verdict.Checks, c => c.Name == check);
        Assert.Equal((VerdictStatus.Violated, summary), (violated.Status, violated.Summary));
    }

    private static async Task<RunReport> RunAsync(string engine, Func<ActorHooks> fault)
    {
        using var limit = new CancellationTokenSource(HangGuard.Limit);
        var faulty = new FaultyEngine(LineCopyRuns.Engine(engine), "sink", fault);
        return await LineCopyExperiment.RunAsync(LineCopyRuns.Definition("pipeline", Lines), faulty, null, limit.Token);
    }

    /// <summary>The rows of a record are appended with the last of them.</summary>
    private static ActorHooks Writing(FaultyStream<string> stream)
    {
        var rows = new List<string>();
        return new ActorHooks { Execute = body => new AlteredAppends(body, bytes => Collect(bytes)) };

        ReadOnlyMemory<byte> Collect(ReadOnlyMemory<byte> row)
        {
            rows.Add(Encoding.UTF8.GetString(row.Span));
            if (rows.Count < LineRecord.Appends) return ReadOnlyMemory<byte>.Empty;
            string record = string.Concat(rows);
            rows.Clear();
            return Encoding.UTF8.GetBytes(string.Concat(stream.InsteadOf(record)));
        }
    }
}
