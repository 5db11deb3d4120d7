using System.Collections.Immutable;
using System.Text;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.Cases;
using static ActorLab.Experiments.Daemon.DaemonRoot;

namespace ActorLab.Experiments.Daemon;

/// <summary>Row E13: what becomes of a thread or a process when the program that started it is done.</summary>
internal sealed class DaemonExperiment : ICaseExperiment
{
    public const string CanonicalName = "daemon";

    private const string Output = "output";

    public string Name => CanonicalName;

    public string Row => "E13";

    public string Summary =>
        "a thread or process that is joined, one that outlives its program's work, and one that ends with it";

    public bool HasSize => false;

    public ImmutableArray<string> CaseNames => DaemonCases.All;

    public ImmutableArray<PlanOrigin> Origins(CaseOptions options) =>
        [.. options.Of(DaemonCases.All).Select(name => new DaemonDefinition(name, Output, options.Seed, options.Machine).Origin)];

    public Task<ImmutableArray<CaseReport>> RunAsync(CaseOptions options, IEngine engine, CancellationToken interrupt) =>
        CaseRun.AllAsync(options.Of(DaemonCases.All), name => RunCaseAsync(new DaemonDefinition(name, Output, options.Seed, options.Machine), engine, interrupt), interrupt);

    public string Lesson(ImmutableArray<CaseReport> cases) =>
        cases.Length == DaemonCases.All.Length && cases.All(c => c.Verdict.Status == VerdictStatus.Holds)
        ? "a daemon dies with its program, anything else is joined at its exit; a join only waits: a child that is never joined, "
            + "or late, does its work all the same; threads and processes alike"
        : "";

    private static async Task<CaseReport> RunCaseAsync(DaemonDefinition modelled, IEngine engine, CancellationToken interrupt)
    {
        string name = modelled.Case;
        if (engine.Capabilities.HasFlag(EngineCapabilities.VirtualTime))
        {
            return await CaseRun.RunAsync(
                CanonicalName, name, modelled.Build(), engine,
                r => Judge(modelled.Way, r, Encoding.ASCII.GetString(r.Files[modelled.Output].Span)), interrupt);
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("actorlab-");
        try
        {
            DaemonDefinition real = modelled with { Output = Path.Combine(folder.FullName, Output) };
            await File.WriteAllBytesAsync(real.Output, [], interrupt);
            return await CaseRun.RunAsync(
                CanonicalName, name, real.Build(), engine, r => Judge(modelled.Way, r, File.ReadAllText(real.Output)), interrupt);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Judgement Judge(string name, RunResult result, string output)
    {
        Noted[] events = [.. result.Outbox.OfType<Noted>()];
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        bool lastLine = lines.Contains(DaemonChild.LastLine);
        bool isDaemon = name == DaemonCases.Daemon;
        (string Who, string What)[] expected = Expected(name);
        return new Judgement(
            [new Figure("lines of the child", lines.Length, FigureUnit.Count), new Figure("waited", Waited(events).Nanoseconds, FigureUnit.Nanoseconds)],
            [
                CaseRun.Check("order", events.Select(e => (e.Who, e.What)).SequenceEqual(expected), $"{events.Length} events, expected {expected.Length} in the order of the case"),
                CaseRun.Check("first-line", lines.FirstOrDefault() == DaemonChild.FirstLine, "the child has begun without being joined"),
                CaseRun.Check("last-line", lastLine != isDaemon, lastLine ? "the child's last line was written" : "the child's last line was not written"),
            ]);
    }

    /// <summary>How long the program waited for the child, in a join or at its exit.</summary>
    private static SimDuration Waited(Noted[] events)
    {
        Noted? from = events.FirstOrDefault(e => e.What is Joins or WaitsAtExit);
        Noted? to = events.FirstOrDefault(e => e.What is HasJoined) ?? events.LastOrDefault(e => e.What is Exits);
        return from is null || to is null ? SimDuration.Zero : to.At - from.At;
    }

    private static (string Who, string What)[] Expected(string name) => name switch
    {
        DaemonCases.Joined =>
            [(Program, Starts), (Program, Joins), (DaemonChild.Name, Begins), (DaemonChild.Name, WritesLastLine), (Program, HasJoined), (Program, IsDone), (Program, Exits)],
        DaemonCases.JoinedLate =>
            [(Program, Starts), (DaemonChild.Name, Begins), (DaemonChild.Name, WritesLastLine), (Program, IsDone), (Program, Joins), (Program, HasJoined), (Program, Exits)],
        DaemonCases.Outlives =>
            [(Program, Starts), (DaemonChild.Name, Begins), (Program, IsDone), (Program, WaitsAtExit), (DaemonChild.Name, WritesLastLine), (Program, Exits)],
        _ => [(Program, Starts), (DaemonChild.Name, Begins), (Program, IsDone), (Program, ExitsOverDaemon)],
    };
}
