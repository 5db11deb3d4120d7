using System.Collections.Immutable;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Runs;
using ActorLab.Core.Journal;
using ActorLab.Core.Report;
using ActorLab.Local.State;
using ActorLab.Reporting;

namespace ActorLab.Cli.State;

/// <summary>A run whose state is kept in a folder, from the moment that the folder is locked.</summary>
internal sealed class KeptRun
{
    private readonly StateFolder _folder;
    private readonly RunRequest _request;
    private bool _hasBegun;

    private KeptRun(StateFolder folder, RunRequest request)
    {
        _folder = folder;
        _request = request;
    }

    /// <summary>Does a run, and where it keeps its state holds the folder as long. A run that has come to its end before is told and not done again.</summary>
    /// <param name="request">Of the run.</param>
    /// <param name="call">Of the command.</param>
    /// <param name="run">Does it; is given null for one that keeps no state.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> DoAsync(RunRequest request, CommandCall call, Func<KeptRun?, Task<int>> run)
    {
        if (request.State is not { } choice) return await run(null).ConfigureAwait(false);
        try
        {
            using StateFolder folder = StateFolder.Open(choice.Folder);
            var kept = new KeptRun(folder, request);
            kept.RefuseOther();
            if (folder.Finished is { } finished) return TellFinished(choice, finished, request.Json, call);
            int exitCode = await run(kept).ConfigureAwait(false);
            if (kept._hasBegun && folder.Finished is null) call.Error.WriteLine($"actorlab: what was written stays; go on with: actorlab run --resume {VerdictText.Printable(choice.Folder)}");
            return exitCode;
        }
        catch (StateException failure)
        {
            call.Error.WriteLine($"actorlab: {new Diagnostic("AL0131", choice.Folder, $"expected a folder for the state of this run: {failure.Message}")}");
            return failure.IsOfMachine ? ExitCode.Infrastructure : ExitCode.BadUsage;
        }
    }

    /// <summary>Begins the run, or goes on with it.</summary>
    /// <exception cref="StateException">Its inputs are not what they were, or the state cannot be written.</exception>
    public RunState Begin()
    {
        ImmutableArray<KeptInput> inputs = [.. ResumableRuns.InputsOf(_request).Select(Look)];
        RunState state;
        if (_folder.Manifest is { } manifest)
        {
            string[] differences = [.. manifest.Inputs.Zip(inputs, (then, now) => then.DifferenceTo(now)).OfType<string>()];
            if (differences.Length > 0) throw new StateException($"its input has changed: {string.Join("; ", differences)}");
            state = _folder.Resume();
        }
        else
        {
            state = _folder.Begin(ResumableRuns.ManifestOf(_request, _folder.Path) with { Inputs = inputs });
        }

        _hasBegun = true;
        return state;
    }

    /// <summary>The run has come to its end, so that it need not be done again.</summary>
    /// <exception cref="StateException">That cannot be written.</exception>
    public void Finish(int exitCode, string text, string json)
    {
        if (exitCode is ExitCode.Holds or ExitCode.Violated) _folder.Finish(new FinishedRun(exitCode, text, json));
    }

    private void RefuseOther()
    {
        if (_folder.Manifest is not { } manifest) return;
        if (!_request.State!.Resumes) throw new StateException("a run has begun in it. Go on with that by --resume, or choose another folder");
        ImmutableArray<string> differences = manifest.DifferencesTo(ResumableRuns.ManifestOf(_request, _folder.Path));
        if (!differences.IsEmpty) throw new StateException($"it holds another run ({string.Join("; ", differences.Select(VerdictText.Printable))})");
    }

    private static int TellFinished(StateChoice choice, FinishedRun finished, bool json, CommandCall call)
    {
        call.Error.WriteLine($"actorlab: {VerdictText.Printable(choice.Folder)}: this run came to its end before, and nothing is left to do. It reported:");
        call.Out.Write(json ? finished.Json : finished.Text);
        return finished.ExitCode;
    }

    private static KeptInput Look(string path)
    {
        try
        {
            return KeptInput.Of(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StateException($"its input cannot be read: {failure.Message}", failure);
        }
    }
}
