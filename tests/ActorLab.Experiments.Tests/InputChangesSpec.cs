using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.LineCopy;
using ActorLab.Local;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Results;
using Xunit;

namespace ActorLab.Experiments.Tests;

/// <summary>An input that changes while a run reads it: what should have come is known to nobody then.</summary>
public sealed class InputChangesSpec : IDisposable
{
    private const string Before = "one\ntwo\nthree\nfour\n";
    private const string After = "eins\nzwei\ndrei\nvier\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorlab-test-");

    private string Input => Path.Combine(_folder.FullName, "input.txt");

    public static TheoryData<string, string> ChangesUnderModels()
    {
        var data = new TheoryData<string, string>();
        foreach (string change in (string[])["edited", "replaced", "replaced by the same", "shortened", "removed"])
            foreach (string model in (string[])["serial", "threads", "pipeline"]) data.Add(change, model);
        return data;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(ChangesUnderModels))]
    public async Task No_model_is_accused_of_what_an_input_lost_that_changed(string change, string model)
    {
        await File.WriteAllTextAsync(Input, Before);
        RunReport report = await LineCopyExperiment.RunAsync(
            Definition(model), new Engine(() => Change(change)), null, CancellationToken.None);
        Assert.Equal((VerdictStatus.Unknown, ExitCode.Infrastructure), (report.Verdict.Status, report.ExitCode));
        Assert.StartsWith(Input, report.Failure);
        Assert.Contains("nobody can tell what was to be copied", report.Failure);
        Assert.Equal(report.Failure, Assert.Single(report.Verdict.Checks).Summary);
    }

    [Fact]
    public async Task An_input_that_stays_as_it_is_is_judged()
    {
        await File.WriteAllTextAsync(Input, Before);
        RunReport report = await LineCopyExperiment.RunAsync(
            Definition("pipeline"), new Engine(() => { }), null, CancellationToken.None);
        Assert.Equal((VerdictStatus.Holds, null), (report.Verdict.Status, report.Failure));
    }

    [Fact]
    public async Task A_pipeline_whose_lines_change_does_not_hold()
    {
        await File.WriteAllTextAsync(Input, Before);
        var run = new PipelineRun
        {
            Definition = new PipelineDefinition
            {
                Name = "changing",
                Stages =
                [
                    new StageDefinition { Name = "text", Operation = new LinesSource(Input) },
                    new StageDefinition { Name = "out", Operation = new CountSink(), From = ["text"] },
                ],
            },
            Machine = new MachineProfile { Name = "test" },
        };
        PipelineReport same = await run.RunAsync(new Engine(() => { }), null, CancellationToken.None);
        Assert.Equal(VerdictStatus.Holds, same.Verdict.Status);
        PipelineReport changed = await run.RunAsync(
            new Engine(() => File.AppendAllText(Input, "five\n")), null, CancellationToken.None);
        Assert.Equal((VerdictStatus.Unknown, ExitCode.Infrastructure), (changed.Verdict.Status, changed.ExitCode));
        Assert.All(
            changed.Verdict.Checks,
            c => Assert.EndsWith(
                $"{Input} was changed during the run, so nobody can tell which lines were read", c.Summary,
                StringComparison.Ordinal));
    }

    private LineCopyDefinition Definition(string model) =>
        new()
        {
            Model = ExecutionModel.Find(model)!,
            Workers = ExecutionModel.Find(model)!.FixedWorkers ? ExecutionModel.Find(model)!.DefaultWorkers : 2,
            InputPath = Input,
        };

    private void Change(string change)
    {
        string other = Path.Combine(_folder.FullName, "other.txt");
        switch (change)
        {
            case "edited":
                File.WriteAllText(Input, After);
                break;
            case "shortened":
                File.WriteAllText(Input, "one\n");
                break;
            case "removed":
                File.Delete(Input);
                break;
            default:
                File.WriteAllText(other, change == "replaced" ? After : Before);
                File.Move(other, Input, overwrite: true);
                break;
        }
    }

    /// <summary>
    /// The local engine, in whose run something happens first: the experiment has read its input by then, and its workers have
    /// not.
    /// </summary>
    private sealed class Engine(Action happens) : IEngine
    {
        private readonly LocalEngine _engine = new();

        public string Name => _engine.Name;

        public EngineCapabilities Capabilities => _engine.Capabilities;

        public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt)
        {
            happens();
            return _engine.RunAsync(plan, options, interrupt);
        }
    }
}
