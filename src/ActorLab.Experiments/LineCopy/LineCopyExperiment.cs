using ActorLab.Core.Engine;
using ActorLab.Core.Model;
using ActorLab.Core.Report;

namespace ActorLab.Experiments.LineCopy;

/// <summary>Runs line-copy (rows E2 to E8): each line of a file is copied, with a record of who did it, by re-reading the whole file.</summary>
public static class LineCopyExperiment
{
    public const string Name = "line-copy";

    /// <summary>Checks the definition and its files without running anything. Empty when it can run.</summary>
    public static IReadOnlyList<Diagnostic> Check(LineCopyDefinition definition) => throw new NotSupportedException("not built yet");

    /// <summary>Runs it and verifies the output. A failure of the machine (a full disk) is in the report; bad input is <see cref="Check"/>'s to find.</summary>
    public static Task<RunReport> RunAsync(
        LineCopyDefinition definition, IEngine engine, Action<Progress>? onProgress, CancellationToken interrupt) => throw new NotSupportedException("not built yet");
}
