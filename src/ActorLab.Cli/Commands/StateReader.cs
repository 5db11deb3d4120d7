using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Runs;
using ActorLab.Cli.State;
using ActorLab.Local.State;

namespace ActorLab.Cli.Commands;

/// <summary>Reads where a run keeps its state, and what run it is where only that is told.</summary>
internal sealed class StateReader(RunOptions options, CommandCall call)
{
    private Option Asking => call.IsGiven(options.State) ? options.State : options.Resume;

    /// <summary>Adds to a request where it keeps its state, if it does, or finds out why it cannot.</summary>
    public RunRequest? AddTo(RunRequest? request)
    {
        if (request is null || !(call.IsGiven(options.State) || call.IsGiven(options.Resume))) return request;
        string? folder = Folder();
        if (request is not (LineCopyRequest or PipelineRequest)) return request;
        foreach (Diagnostic problem in ResumableRuns.Check(request, Asking.Name)) call.Problems.Add(problem.Path == options.State.Name ? problem with { Path = Asking.Name } : problem);
        return folder is null ? null : request with { State = new StateChoice(folder, call.IsGiven(options.Resume)) };
    }

    /// <summary>The request of a run that nothing is told of but its state.</summary>
    /// <param name="engineOf">The engine that is asked for, or the one of this name; null when something is wrong with it, which it has said.</param>
    public RunRequest? ReadAlone(Func<string, EngineChoice?> engineOf)
    {
        Option[] free =
        [
            options.Resume, options.State, options.Engine, .. options.OfLab, options.Trace, options.LogLevel, options.Json,
            options.Report,
        ];
        foreach (Option option in options.All.Concat(options.Definition.All).Except(free).Where(call.IsGiven))
            call.Problems.Add(Problem.Excluded(option.Name, $"expected without {options.Resume.Name} alone", "The run is as its state says; name the experiment too to see in what it differs."));
        if (Folder() is not { } folder) return null;
        try
        {
            if (StateFolder.ReadManifest(folder) is { } manifest) return ReadFrom(manifest, engineOf);
            call.Problems.Add(Problem.UnusableFile(options.Resume.Name, $"expected a folder with the state of a run, got {folder}, which has none"));
        }
        catch (StateException failure)
        {
            call.Problems.Add(Problem.UnusableFile(options.Resume.Name, $"expected a folder with the state of a run, got {folder}: {failure.Message}"));
        }

        return null;
    }

    private RunRequest? ReadFrom(StateManifest manifest, Func<string, EngineChoice?> engineOf)
    {
        if (engineOf(manifest.Engine) is not { } engine) return null;
        RunRequest request = ResumableRuns.RequestOf(manifest, engine, call.Text(options.Trace), call.IsSet(options.Json));
        if (request is PipelineRequest pipeline) request = pipeline with { Report = call.Text(options.Report) };
        else if (call.IsGiven(options.Report)) call.Problems.Add(Problem.NotApplicable(options.Report.Name, manifest.Experiment));
        return AddTo(request);
    }

    private string? Folder()
    {
        string? state = call.Text(options.State), resume = call.Text(options.Resume);
        if (state is not null && resume is not null)
        {
            call.Problems.Add(Problem.Excluded(options.Resume.Name, $"expected without a folder of its own beside {options.State.Name}, got {resume}", "Leave one of them out."));
            return null;
        }

        string? folder = state ?? resume;
        if (string.IsNullOrEmpty(folder) || folder.Contains('\0'))
        {
            call.Problems.Add(Problem.Malformed(Asking.Name, "expected a folder, got none"));
            return null;
        }

        return folder;
    }
}
