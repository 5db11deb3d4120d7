using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ActorLab.Cli.CommandLine;
using ActorLab.Reporting;
using ActorLab.TestSupport;

namespace ActorLab.Acceptance.Tests;

/// <summary>A run whose figures are kept in the table.</summary>
/// <param name="Folder">Of the table: <c>virtual</c> or <c>real</c>.</param>
/// <param name="Command">What follows <c>actorlab run</c>, with spaces between the arguments. Files begin at the repository.</param>
/// <param name="Engine">What is asked for with <c>--engine</c>; null where it is not named.</param>
public sealed partial record AcceptanceRun(string Folder, string Command, string? Engine)
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "ActorLab.Cli.dll");

    private static readonly ConcurrentDictionary<AcceptanceRun, Lazy<Task<FigureTable>>> Done = [];

    /// <summary>All that it printed, the digests too. It runs once, however often it is asked for.</summary>
    public Task<FigureTable> Printed => Done.GetOrAdd(this, static run => new(run.StartAsync)).Value;

    /// <summary>What a real run does not do the same each time, as a regular expression on the places of its figures.</summary>
    public string LeftToChance { get; init; } = "^$";

    /// <summary>True where all figures are kept, though the run is no simulated one.</summary>
    public bool IsExact { get; init; }

    /// <summary>The command in the letters that a file may be named by.</summary>
    public string Name => NotForNames().Replace(Command, "-").Trim('-');

    /// <summary>As a shell takes it.</summary>
    public string ShellCommand => $"actorlab run {string.Join(' ', Arguments.Select(Quoted))}";

    /// <summary>A real pipeline writes its items to the standard output of its process, so that must be one of its own.</summary>
    private bool WritesItems => Engine != "simulation" && Command.StartsWith("hocon/pipelines/", StringComparison.Ordinal);

    private string[] Arguments => [.. Command.Split(' '), .. Engine is null ? [] : (string[])["--engine", Engine], "--json"];

    public override string ToString() => $"{Folder}: {Command}";

    private async Task<FigureTable> StartAsync()
    {
        string[] call = ["run", .. Arguments.Select(FromRoot)];
        CommandAnswer answer = WritesItems ? await SystemCommand.RunAsync("dotnet", [Program, .. call]) : await CallAsync(call);
        return FigureTable.OfAnswer(answer.ExitCode, WithoutRoot(answer.Out), WithoutRoot(answer.Error));
    }

    private static async Task<CommandAnswer> CallAsync(string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var io = new CommandIo(output, error, ErrorIsTerminal: false, PlainTable.Unbounded);
        int exitCode = await Cli.Program.RunAsync(arguments, io, CancellationToken.None);
        return new CommandAnswer(exitCode, output.ToString(), error.ToString());
    }

    private static string Quoted(string argument) => argument.AsSpan().ContainsAny("[]^*") ? $"'{argument}'" : argument;

    private static string FromRoot(string argument) =>
        argument.StartsWith("hocon/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, argument) : argument;

    /// <summary>The table is the same wherever the repository lies.</summary>
    private static string WithoutRoot(string text) => text.Replace(Repository.Root + "/", "", StringComparison.Ordinal);

    [GeneratedRegex("[^A-Za-z0-9.]+", RegexOptions.NonBacktracking)]
    private static partial Regex NotForNames();
}
