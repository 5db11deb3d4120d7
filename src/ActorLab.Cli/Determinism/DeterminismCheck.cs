using System.Collections.Immutable;
using ActorLab.Cli.CommandLine;
using ActorLab.Core.Report;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;
using ActorLab.Reporting;
using ActorLab.Reporting.Traces;

namespace ActorLab.Cli.Determinism;

/// <summary>Runs the same command line in two processes that differ in all that must not matter, and compares the traces event by event.</summary>
/// <param name="arguments">Of <c>actorlab</c>: a run on a deterministic engine.</param>
/// <param name="json">For programs, not people.</param>
/// <param name="call">Where the answer goes.</param>
internal sealed class DeterminismCheck(IReadOnlyList<string> arguments, bool json, CommandCall call)
{
    /// <param name="Title">Of the trace.</param>
    /// <param name="Digest">Of all events that both sides have.</param>
    /// <param name="Difference">Null when there is none.</param>
    private sealed record Compared(string Title, TraceDigest Digest, TraceDifference? Difference);

    /// <returns>0 when all is equal, 1 when something differs (that is a bug of ActorLab's or of a body), else what the run itself gave.</returns>
    public async Task<int> RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actorlab-");
        try
        {
            SideAnswer[] answers = await Task.WhenAll(Side.Both.Select(side =>
                SideProcess.RunAsync(side, arguments, folder.CreateSubdirectory(side.Name).FullName, call.Interrupt))).ConfigureAwait(false);
            return answers.FirstOrDefault(HasFailed) is { } failed ? Fail(failed) : Compare(answers[0], answers[1]);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A broken promise of the model's is a result like any other; it only has to be the same.</summary>
    private static bool HasFailed(SideAnswer answer) => answer.ExitCode is not (ExitCode.Holds or ExitCode.Violated);

    private int Fail(SideAnswer failed)
    {
        call.Error.Write(failed.Error);
        call.Error.WriteLine($"actorlab: {failed.Side.Name}: the run ended with exit code {failed.ExitCode}, so there is nothing to compare");
        return failed.ExitCode;
    }

    private int Compare(SideAnswer first, SideAnswer second)
    {
        int runs = Math.Min(first.Traces.Count, second.Traces.Count);
        var compared = ImmutableArray.CreateBuilder<Compared>();
        for (int run = 0; run < runs; run++) compared.Add(Compare(first.Traces[run], second.Traces[run]));
        string? other = first.Traces.Count != second.Traces.Count ? $"{first.Side.Name} made {first.Traces.Count} runs, {second.Side.Name} {second.Traces.Count}"
            : first.ExitCode != second.ExitCode ? $"{first.Side.Name} ended with exit code {first.ExitCode}, {second.Side.Name} with {second.ExitCode}"
            : first.Out != second.Out || first.Error != second.Error ? "what they printed differs"
            : null;
        bool same = other is null && compared.All(c => c.Difference is null);
        call.Out.Write(json ? Json(compared) : Text(compared, same));
        foreach (Compared differing in compared.Where(c => c.Difference is not null))
            call.Error.Write($"actorlab: {VerdictText.Printable(differing.Title)} is not the same in two processes: {DifferenceText.Render(differing.Difference!, first.Side.Name, second.Side.Name)}");
        if (!same && compared.All(c => c.Difference is null)) call.Error.WriteLine($"actorlab: the traces are the same and the answers are not: {other}");
        return same ? ExitCode.Holds : ExitCode.InternalError;
    }

    private static Compared Compare(string firstPath, string secondPath)
    {
        using FileStream firstFile = File.OpenRead(firstPath), secondFile = File.OpenRead(secondPath);
        TraceReader first = new(firstFile), second = new(secondFile);
        var digest = new TraceDigest();
        TraceDifference? difference = TraceDifference.Find(first.ReadAll(), second.ReadAll(), digest);
        Invariant.Check(difference is not null || (first.IsWhole && second.IsWhole), "a trace was cut, so nobody can tell whether they are the same");
        return new Compared(first.Head.Title, digest, difference);
    }

    private static string Text(IReadOnlyList<Compared> compared, bool same)
    {
        var table = new PlainTable("run", ">events", "!digest", "!");
        foreach (Compared c in compared)
            table.Add(c.Title, FigureText.Count(c.Digest.EventCount), c.Difference is null ? $"{c.Digest}" : FigureText.None, c.Difference is null ? "same" : "differs");
        string sides = string.Concat(Side.Both.Select(s => $"  {s.Name}: {s.Description}\n"));
        string verdict = same ? "every event is the same in both processes" : "the processes do not agree";
        return $"two processes:\n{sides}\n{table.Render(PlainTable.Unbounded)}\n{verdict}\n";
    }

    private static string Json(IReadOnlyList<Compared> compared) => JsonText.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (Compared c in compared)
        {
            writer.WriteStartObject();
            writer.WriteString("run", c.Title);
            writer.WriteBoolean("same", c.Difference is null);
            if (c.Difference is { } difference) writer.WriteNumber("firstDifference", difference.Number);
            else writer.WriteString("traceDigest", $"{c.Digest}");
            writer.WriteNumber("eventsInCommon", c.Digest.EventCount);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
