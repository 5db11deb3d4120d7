using System.Diagnostics;
using ActorLab.Cli.Runs;
using ActorLab.Nodes.Transports;

namespace ActorLab.Cli.Determinism;

/// <summary>What a side printed, and the traces that it left.</summary>
/// <param name="Side">Who it was.</param>
/// <param name="ExitCode">Of the process.</param>
/// <param name="Out">All of its standard output.</param>
/// <param name="Error">All of its standard error.</param>
/// <param name="Traces">Full paths, in the order of the runs.</param>
internal sealed record SideAnswer(Side Side, int ExitCode, string Out, string Error, IReadOnlyList<string> Traces);

/// <summary>Runs a command line in a process of its own, as one of the sides.</summary>
internal static class SideProcess
{
    private const string TraceFile = "run.trace";

    /// <param name="side">Which one.</param>
    /// <param name="arguments">Of <c>actorlab</c>, without where the trace goes.</param>
    /// <param name="folder">Exists, and is empty.</param>
    /// <param name="interrupt">Ends the process.</param>
    /// <exception cref="OperationCanceledException">Somebody interrupted.</exception>
    public static async Task<SideAnswer> RunAsync(Side side, IReadOnlyList<string> arguments, string folder, CancellationToken interrupt)
    {
        ChildProgram program = LocalNodes.ThisProgram(Side.Argument);
        var start = new ProcessStartInfo(program.FileName, [.. program.Arguments, side.Name, .. arguments, TraceFiles.Option, Path.Combine(folder, TraceFile)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in side.Variables) start.Environment[name] = value;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program.FileName} did not start");
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(interrupt), error = process.StandardError.ReadToEndAsync(interrupt);
            await process.WaitForExitAsync(interrupt).ConfigureAwait(false);
            return new SideAnswer(side, process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false), TracesIn(folder));
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The second comes before the tenth.</summary>
    private static string[] TracesIn(string folder) =>
        [.. Directory.GetFiles(folder).OrderBy(f => f.Length).ThenBy(f => f, StringComparer.Ordinal)];
}
