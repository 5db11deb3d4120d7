using System.Collections.Immutable;
using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Labs;
using ActorLab.Cli.Runs;
using ActorLab.Core.Report;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Cli.Commands;

/// <summary>Makes a request of a call that may ask for several runs: each value of a sweep gives the call once more, as if it had been typed with that value.</summary>
internal sealed class QuestionReader(RunOptions options, CommandCall call, LabRuns runs)
{
    private const string Automatic = "auto";

    /// <returns>Null when the call has a problem.</returns>
    public RunRequest? Read()
    {
        Option[] asking = [options.Replications, options.Sweep, options.WarmUp];
        if (!asking.Any(call.IsGiven) || call.IsSet(options.CheckDeterminism)) return new RunRequestReader(options, call, runs).Read();
        int? replications = (int?)Problem.ReadInteger(call.NameOf(options.Replications), call.Text(options.Replications), 1, RunOptions.MaxReplications, call.Problems);
        WarmUpChoice? warmUp = ReadWarmUp(replications);
        RefuseWhatIsKept(asking.First(call.IsGiven));
        (SweptSetting? swept, ImmutableArray<QuestionPoint> points) = call.Text(options.Sweep) is { } sweep ? ReadSweep(sweep) : (null, ReadPoint("", call.With(options.Replications, "1"), null));
        foreach (QuestionPoint point in points) CheckSeeds(point.Request, replications ?? 1);
        if (points is [{ Request: PipelineRequest first }, ..]) CheckStreams(first, asking.First(call.IsGiven));
        if (swept is not null && call.Problems.Count == 0) CheckSubjects(swept.Key, points);
        return call.Problems.Count > 0 || points.IsEmpty ? null : new QuestionRequest(points, swept, replications ?? 1, warmUp, call.IsSet(options.Json));
    }

    /// <summary>What a word stands for, be it a file; null where it is not known.</summary>
    public static ExperimentChoice? ChoiceOf(string word, GivenOverrides given)
    {
        string? experiment = DefinitionFile.IsOne(word) ? DefinitionFile.Read(word, given, []).Definition?.Experiment : word;
        return experiment is null ? null : ExperimentChoice.Find(experiment).FirstOrDefault();
    }

    private WarmUpChoice? ReadWarmUp(int? replications)
    {
        if (call.Text(options.WarmUp) is not { } text) return null;
        const string Why = "Batches are cut from one run; several runs need none.";
        if (replications > 1) call.Problems.Add(Problem.Excluded(options.WarmUp.Name, $"expected with one run, got {call.NameOf(options.Replications)} {replications}", Why));
        if (call.IsGiven(options.Sweep)) call.Problems.Add(Problem.Excluded(options.WarmUp.Name, $"expected without {call.NameOf(options.Sweep)}", Why));
        if (text == Automatic) return new WarmUpChoice(null);
        return Problem.ReadInteger(options.WarmUp.Name, text, 0, Experiments.LineCopy.LineCopyDefinition.MaxLines, call.Problems) is { } items ? new WarmUpChoice((int)items) : null;
    }

    private void RefuseWhatIsKept(Option asking)
    {
        Option[] excluded = [options.Trace, options.Output, options.Plain, options.Report, options.State, options.Resume];
        foreach (Option option in excluded.Where(call.IsGiven))
            call.Problems.Add(Problem.Excluded(option.Name, $"expected without {call.NameOf(asking)}, which keeps figures alone", "Leave one of them out."));
    }

    private (SweptSetting? Swept, ImmutableArray<QuestionPoint> Points) ReadSweep(string text)
    {
        string name = call.NameOf(options.Sweep);
        if (SweepList.Read(name, text, call.Problems) is not { } list || call.Text(options.Experiment) is not { } word) return (null, []);
        bool isFile = DefinitionFile.IsOne(word);
        ExperimentChoice? choice = ChoiceOf(word, options.Definition.Of(call));
        Option[] sweepable = [.. Sweepable(choice)];
        Option? option = Array.Find(sweepable, o => o.Name == "--" + OptionKey(list.Key, choice));
        if (option is null && !isFile)
        {
            // Where it is not known what to run, that is the mistake.
            if (choice is null || !options.Of(choice).Contains(options.Sweep)) return (null, ReadPoint(list.Values[0], call.With(options.Sweep, text), null));
            if (sweepable.Length == 0) call.Problems.Add(Problem.NotApplicable(name, choice.Name));
            else call.Problems.Add(Problem.Unknown("something to vary", list.Key, [.. sweepable.Select(o => o.Name[2..])], name));
            return (null, []);
        }

        if (option is not null && call.IsGiven(option)) call.Problems.Add(Problem.Excluded(option.Name, $"expected without {name} {list.Key}", "Leave one of them out."));
        if (option == options.InterpreterLock && list.Values.FirstOrDefault(v => v is not "true" and not "false") is { } neither)
            call.Problems.Add(Problem.Unknown("true or false", neither, ["true", "false"], name));
        var swept = new SweptSetting(list.Key, KindOf(list, option));
        return (swept, [.. list.Values.SelectMany(v => ReadPoint(v, With(option, list.Key, v), option))]);
    }

    private CommandCall With(Option? option, string key, string value) =>
        option is null ? call.With(options.Definition.Set, [.. call.Texts(options.Definition.Set), $"{key}={value}"]) : call.With(option, value);

    private ImmutableArray<QuestionPoint> ReadPoint(string value, CommandCall point, Option? swept)
    {
        RunRequest? request = new RunRequestReader(options, point, runs).Read();
        call.Problems.AddRange(point.Problems.Select(p => p.Path == swept?.Name ? p with { Path = call.NameOf(options.Sweep) } : p));
        return request is null ? [] : [new QuestionPoint(value, SweepList.NumberOf(value), request)];
    }

    private void CheckSeeds(RunRequest request, int replications)
    {
        (EngineChoice? engine, ulong seed) = Chosen(request);
        int more = replications - 1;
        if (engine == Engines.Simulation && seed > ulong.MaxValue - (ulong)more)
            call.Problems.Add(Problem.Excluded(options.Seed.Name, $"expected a seed after which there are {more} more, got {seed}", "Choose a smaller one."));
    }

    /// <summary>Only the same models or cases, on the same engine, can be compared.</summary>
    private void CheckSubjects(string key, ImmutableArray<QuestionPoint> points)
    {
        string[] compared = [.. points.Select(p => $"{Chosen(p.Request).Engine?.Name}: {string.Join(", ", MeasuredSubject.Of(p.Request, watched: false, call.Error).Select(s => s.Name))}").Distinct(StringComparer.Ordinal)];
        if (compared.Length > 1)
            call.Problems.Add(Problem.Excluded(call.NameOf(options.Sweep), $"expected a setting that leaves the models and the engine as they are, got {key} ({compared[0]}; {compared[1]})", "Run each by itself."));
    }

    /// <summary>Standard input can be read once, and standard output has the figures.</summary>
    private void CheckStreams(PipelineRequest request, Option asking)
    {
        if (request.Pipeline.Stages.FirstOrDefault(s => s.Operation is StdinSource || (s.Operation is StdoutSink && request.Engine != Engines.Simulation)) is { } stage)
            call.Problems.Add(Problem.Excluded(call.NameOf(asking), $"expected without {stage.Name}, which {(stage.IsSource ? "reads standard input: several runs cannot all have it" : "writes to standard output, where the figures go")}", "Use a file instead."));
    }

    private static (EngineChoice? Engine, ulong Seed) Chosen(RunRequest request) => request switch
    {
        LineCopyRequest lineCopy => (lineCopy.Engine, lineCopy.Definitions[0].Seed),
        TasksRequest tasks => (tasks.Engine, tasks.Definitions[0].Seed),
        CasesRequest cases => (cases.Engine, cases.Options.Seed),
        PipelineRequest pipeline => (pipeline.Engine, pipeline.Seed),
        _ => (null, 0),
    };

    private IEnumerable<Option> Sweepable(ExperimentChoice? choice)
    {
        Option[] all = [options.Workers, options.Lines, options.Work, options.Seconds, options.Megabytes, options.Cores, options.InterpreterLock, options.Start];
        return choice is null ? [] : all.Where(options.Of(choice).Contains);
    }

    /// <summary>What a key of a definition is called on the command line.</summary>
    private static string OptionKey(string key, ExperimentChoice? choice)
    {
        string bare = choice is not null && key.StartsWith(choice.Name + ".", StringComparison.Ordinal) ? key[(choice.Name.Length + 1)..] : key;
        return bare switch
        {
            CoresSetting.Key => "cores",
            "interpreter-lock" or "machine.interpreter-lock" => "gil",
            _ => bare,
        };
    }

    private SweepKind KindOf(SweepList list, Option? option)
    {
        if (list.Values.Any(v => SweepList.NumberOf(v) is null)) return SweepKind.Choice;
        string last = list.Key[(list.Key.LastIndexOf('.') + 1)..];
        return option == options.Workers || option == options.Cores || last is "workers" or "cores" ? SweepKind.Parallelism : SweepKind.Quantity;
    }
}
