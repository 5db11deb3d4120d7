using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Determinism;
using ActorLab.Cli.Labs;
using ActorLab.Cli.Runs;
using ActorLab.Cli.State;
using ActorLab.Cluster.Members;
using ActorLab.Core.Report;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab run</c>: one experiment under one model or all of them.</summary>
internal sealed class RunCommand : LabCommand
{
    private readonly RunOptions _options = new();

    public RunCommand()
        : base("run", "Run an experiment and tell whether its output kept its order.",
        [
            "actorlab run line-copy",
            "actorlab run line-copy --model pipeline --workers 4 --lines 2000",
            "actorlab run line-copy --model threads --engine simulation --seed 7 --json",
            "actorlab run line-copy --input README.md --output copy.txt --model serial",
            "actorlab run line-copy --model pipeline --trace pipeline.trace",
            "actorlab run E5",
            "actorlab run E10 --engine simulation --cores 4",
            "actorlab run calc-pi --model processes --sweep workers=1,2,4,8,16 --engine simulation",
            "actorlab run calc-pi --sweep work=10^4,10^6 --model processes --workers 2",
            "actorlab run E10 --engine simulation --sweep machine.cores=1..4",
            "actorlab run line-copy --model pipeline --replications 10 --sweep workers=1..8*2",
            "actorlab run E10 --engine simulation --set machine.cores=24",
            "actorlab run E12 --engine simulation --gil false",
            "actorlab run sleep-or-crunch --seconds 0.2",
            "actorlab run large-state --megabytes 16 --engine simulation",
            "actorlab run daemon --engine simulation",
            "actorlab run E5 --engine simulation --replications 1000 --lines 100",
            "actorlab run line-copy --model threads --engine simulation --warm-up auto",
            "actorlab run E5 --engine simulation --check-determinism",
            "actorlab run idle",
            "actorlab run hocon/experiments/E5.conf --set line-copy.lines=200",
            "actorlab run shop.conf",
            "actorlab run shop.conf --engine simulation --set pipeline.stages.priced.workers=8",
            "actorlab run shop.conf --engine simulation --sweep pipeline.stages.priced.workers=1,2,4,8",
            "actorlab run shop.conf --json --report shop.json",
            "actorlab run line-copy --model process-pipeline --engine cluster --broker amqp://USER:PASSWORD@HOST:5672 --lab NAME --nodes 3",
            "actorlab run line-copy --model process-pipeline --state copy.state",
            "actorlab run --resume copy.state",
        ])
    {
        Arguments.Add(_options.Experiment);
        foreach (Option option in _options.All) Options.Add(option);
        foreach (Option option in _options.Definition.All) Options.Add(option);
    }

    public override async Task<int> RunAsync(CommandCall call)
    {
        call = ForeignOptions.Refuse(_options, CoresSetting.Restate(_options, call));
        var runs = new LabRuns();
        await using (runs.ConfigureAwait(false))
        {
            RunRequest? request = new QuestionReader(_options, call, runs).Read();
            try
            {
                return await RunAsync(request, call).ConfigureAwait(false);
            }
            catch (LabUnavailableException nowhere)
            {
                call.Error.WriteLine($"actorlab: {VerdictText.Printable(nowhere.Message)}");
                return ExitCode.Infrastructure;
            }
        }
    }

    /// <summary>Files that a run needs for itself are among the temporary ones.</summary>
    private static bool NeedsTemporaryFiles(RunRequest? request) => request switch
    {
        LineCopyRequest { Engine: var engine } => engine != Engines.Simulation,
        CasesRequest { Engine: var engine } => engine != Engines.Simulation,
        TasksRequest { Engine: var engine } => engine != Engines.Simulation,
        PipelineRequest { Engine: var engine } => engine != Engines.Simulation,
        QuestionRequest { Points: [var first, ..] } => NeedsTemporaryFiles(first.Request),
        DeterminismRequest => true,
        _ => false,
    };

    private static async Task<int> RunAsync(RunRequest? request, CommandCall call)
    {
        if (NeedsTemporaryFiles(request) && !Directory.Exists(Path.GetTempPath()))
        {
            call.Problems.Add(
                Problem.UnusableFile(
                    "TMPDIR",
                    $"expected a folder for temporary files, got {VerdictText.Printable(Path.GetTempPath())}, which is none"));
            return call.Reject();
        }

        return request switch
        {
            null => call.Reject(),
            LineCopyRequest lineCopy => await KeptRun.DoAsync(lineCopy, call, kept => new LineCopyRun(lineCopy, call, kept).RunAsync()).ConfigureAwait(false),
            IdleRequest idle => await IdleRun.RunAsync(idle, call).ConfigureAwait(false),
            CasesRequest cases => await CasesRun.RunAsync(cases, call).ConfigureAwait(false),
            QuestionRequest question => await new QuestionRun(question, call).RunAsync().ConfigureAwait(false),
            DeterminismRequest twice => await new DeterminismCheck([.. twice.Arguments], twice.Json, call).RunAsync().ConfigureAwait(false),
            TasksRequest tasks => await new TasksRun(tasks, call).RunAsync().ConfigureAwait(false),
            PipelineRequest pipeline => await KeptRun.DoAsync(pipeline, call, kept => new PipelineFileRun(pipeline, call, kept).RunAsync()).ConfigureAwait(false),
            CheckFaultsRequest faults => CheckFaultsRun.Run(faults, call),
            _ => throw new InvariantViolatedException($"no way to run a {request.GetType().Name}"),
        };
    }
}
