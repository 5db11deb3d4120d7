using System.Collections.Immutable;
using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Traces;
using ActorLab.Core.Report;
using ActorLab.Core.Trace.Analysis;
using ActorLab.Reporting;
using ActorLab.Reporting.Traces;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab trace</c>: what a trace tells, as a whole or of a part.</summary>
internal sealed class TraceCommand : LabCommand
{
    private const int DefaultLimit = 200;

    private readonly Argument<string> _file = new("file") { Description = "A trace, as actorlab run --trace leaves one.", HelpName = "file" };
    private readonly Option<string> _item = new("--item") { Description = "The story of one item: every hop, step and wait, and why.", HelpName = "n" };
    private readonly Option<string> _actor = new("--actor") { Description = "What an actor did and what was sent to it: path, name or number, with * and ?.", HelpName = "actor" };

    private readonly Option<string[]> _between = new("--between")
    {
        Description = "What was in progress between two times, such as 1.5ms 2ms.",
        HelpName = "time> <time",
        Arity = new ArgumentArity(0, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _where = new("--where") { Description = $"Events for which a condition holds, such as 'kind=send and latency>5ms'. Fields: {string.Join(", ", TraceField.All.Select(f => f.Name))}.", HelpName = "condition" };
    private readonly Option<string> _slowest = new("--slowest")
    {
        Description = "The items that were longest in the system, and where their time went.",
        HelpName = "n",
    };
    private readonly Option<bool> _late = new("--late") { Description = "The items that an actor got behind a later one." };
    private readonly Option<bool> _twice =
        new("--twice") { Description = "The items that an actor got more than once in messages of a type." };
    private readonly Option<string> _limit = new("--limit") { Description = $"The most events to show. [default: {DefaultLimit}]", HelpName = "n" };
    private readonly Option<bool> _json = new("--json") { Description = "Print everything as JSON, without a limit." };

    public TraceCommand()
        : base("trace", "Tell what happened in a run: figures, waits and the critical path, or the events of one item, actor or time.",
        [
            "actorlab trace run.trace",
            "actorlab trace run.trace --slowest 10",
            "actorlab trace run.trace --late",
            "actorlab trace run.trace --twice",
            "actorlab trace run.trace --item 17",
            "actorlab trace run.trace --actor \"worker-*\" --between 1ms 2ms",
            "actorlab trace run.trace --where \"kind=send and latency>5ms\" --json",
        ])
    {
        Arguments.Add(_file);
        foreach (Option option in new Option[] { _slowest, _late, _twice, _item, _actor, _between, _where, _limit, _json })
            Options.Add(option);
    }

    public override Task<int> RunAsync(CommandCall call) => Task.FromResult(Run(call));

    private int Run(CommandCall call)
    {
        TraceChoice choice = ReadChoice(call);
        int limit = (int?)Problem.ReadInteger(_limit.Name, call.Text(_limit), 1, 1_000_000_000, call.Problems) ?? DefaultLimit;
        int? slowest = (int?)Problem.ReadInteger(_slowest.Name, call.Text(_slowest), 1, 1_000_000_000, call.Problems);
        Option[] questions = [.. new Option[] { _slowest, _late, _twice }.Where(call.IsGiven)];
        if (questions.Length > 1 || (questions.Length == 1 && !choice.IsEmpty))
            call.Problems.Add(
                Problem.Excluded(
                    questions[0].Name, "expected alone: it is asked of the whole trace", "Ask one question at a time."));
        if (call.Text(_file) is not { } path || call.Problems.Count > 0) return call.Reject();
        try
        {
            if (GivenTrace.Read(path, _file.Name, call.Problems, call.Interrupt) is not { } trace) return call.Reject();
            if (questions.Length > 0) return PrintItems(call, trace, slowest, limit);
            return choice.IsEmpty ? PrintWhole(call, trace) : PrintPart(call, trace, choice, limit);
        }
        catch (OperationCanceledException) when (call.Interrupt.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (IOException failure)
        {
            call.Error.WriteLine($"actorlab: {path}: {failure.Message}");
            return ExitCode.Infrastructure;
        }
    }

    private TraceChoice ReadChoice(CommandCall call)
    {
        var choice = new TraceChoice();
        if (Problem.ReadInteger(_item.Name, call.Text(_item), 1, long.MaxValue, call.Problems) is { } item) choice.OfItem(item);
        if (call.Text(_actor) is { } actor) choice.OfActor(actor);
        if (call.IsGiven(_between)) ReadTimes(call, choice);
        if (call.Text(_where) is { } condition && Condition.Read(_where.Name, condition, call.Problems) is { } query) choice.Where(query);
        return choice;
    }

    private void ReadTimes(CommandCall call, TraceChoice choice)
    {
        ImmutableArray<string> words = call.Texts(_between);
        if (words.Length != 2)
        {
            call.Problems.Add(Problem.Malformed(_between.Name, $"expected two times, got {(words.IsEmpty ? "none" : "one")}"));
            return;
        }

        var times = new long[2];
        for (int i = 0; i < times.Length; i++)
        {
            if (DurationText.TryParse(words[i], out SimDuration time, out _) && time >= SimDuration.Zero)
            {
                times[i] = time.Nanoseconds;
                continue;
            }

            call.Problems.Add(Problem.Malformed(_between.Name, $"expected {DurationText.Expected}, got {VerdictText.Printable(words[i])}"));
            return;
        }

        if (times[0] > times[1]) call.Problems.Add(Problem.Malformed(_between.Name, $"expected the earlier time first, got {words[0]} and {words[1]}"));
        choice.Between(times[0], times[1]);
    }

    private int PrintWhole(CommandCall call, GivenTrace trace)
    {
        TraceModel? model = trace.Model;
        TraceFindings findings = model is null
            ? new TraceFindings(trace.Summary, null, null, null, null, trace.Evidence)
            : new TraceFindings(trace.Summary, CriticalPath.Of(model), new MailboxDepths(model).Peaks(), model.Clocks, [.. ItemTimes.Of(model)], trace.Evidence);
        call.Out.Write(call.IsSet(_json) ? TraceSummaryJson.Render(findings) : TraceSummaryText.Render(findings, call.Io.WidthColumns));
        return CodeOf(trace.Evidence);
    }

    private int PrintItems(CommandCall call, GivenTrace trace, int? slowest, int limit)
    {
        if (trace.Model is not { } model) return RejectSize(call, trace);
        bool json = call.IsSet(_json);
        int width = call.Io.WidthColumns;
        string answer;
        if (slowest is { } count)
        {
            ItemTime[] items = [.. ItemTimes.Of(model).OrderByDescending(i => i.InSystem).ThenBy(i => i.Item).Take(count)];
            answer = json ? TraceItems.SlowestJson(items) : TraceItems.Slowest(items, width);
        }
        else if (call.IsSet(_late))
        {
            LateItem[] late = [.. ItemOrder.Late(model)];
            answer = json ? TraceItems.LateJson(model, late) : TraceItems.Late(model, late, limit, width);
        }
        else
        {
            RepeatedItem[] repeated = [.. ItemOrder.Repeated(model)];
            answer = json ? TraceItems.RepeatedJson(model, repeated) : TraceItems.Repeated(model, repeated, limit, width);
        }

        call.Out.Write(json ? answer : $"{TraceSummaryText.Heading(trace.Summary)}\n{answer}");
        if (!trace.Evidence.IsWhole) (json ? call.Error : call.Out).Write("\n" + EvidenceText.Render(trace.Evidence));
        return CodeOf(trace.Evidence);
    }

    private int RejectSize(CommandCall call, GivenTrace trace)
    {
        call.Problems.Add(Problem.UnusableFile(_file.Name, $"expected at most {FigureText.Count(TraceModel.MaxEvents)} events to choose from, got {FigureText.Count(trace.Summary.EventCount)}"));
        return call.Reject();
    }

    private int PrintPart(CommandCall call, GivenTrace trace, TraceChoice choice, int limit)
    {
        if (trace.Model is not { } model) return RejectSize(call, trace);
        choice.Check(model, (_item.Name, _actor.Name), call.Problems);
        if (call.Problems.Count > 0)
        {
            // What is not found may be in what could not be read.
            if (trace.Evidence.IsWhole) return call.Reject();
            call.Reject();
            call.Error.Write(EvidenceText.Render(trace.Evidence));
            return ExitCode.Infrastructure;
        }

        int[] rows = choice.Rows(model);
        if (call.IsSet(_json))
        {
            call.Out.Write(TraceEventsJson.Render(model, rows, trace.Evidence));
            return CodeOf(trace.Evidence);
        }

        call.Out.Write(TraceSummaryText.Heading(trace.Summary) + "\n");
        call.Out.Write(TraceEventsText.Heading(model, rows, choice.Item) + "\n");
        call.Out.Write(TraceEventsText.Render(model, rows, limit, call.Io.WidthColumns));
        if (!trace.Evidence.IsWhole) call.Out.Write("\n" + EvidenceText.Render(trace.Evidence));
        return CodeOf(trace.Evidence);
    }

    private static int CodeOf(TraceEvidence evidence) => evidence.IsWhole ? ExitCode.Holds : ExitCode.Infrastructure;
}
