using System.Diagnostics;
using System.Text;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Runs;
using ActorLab.Nodes.Transports;
using ActorLab.Reporting;
using ActorLab.TestSupport;

namespace ActorLab.Cli.Tests;

/// <summary>What a call of <c>actorlab</c> left behind.</summary>
internal sealed record Answer(int ExitCode, string Out, string Error);

/// <summary>Calls <c>actorlab</c>: inside this process where that shows all there is to see, as a program of its own where it does not.</summary>
internal static class Lab
{
    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "ActorLab.Cli.dll");

    public static string Repository { get; } = FindRepository();

    /// <summary>The program as a shell would write it.</summary>
    public static string ShellCommand => $"dotnet '{Program}'";

    public static async Task<Answer> Call(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var io = new CommandIo(output, error, ErrorIsTerminal: false, PlainTable.Unbounded);
        int exitCode = await Cli.Program.RunAsync(arguments, io, CancellationToken.None);
        return new Answer(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Children of a local run are processes of its own program, so that must be a real one.</summary>
    public static Task<Answer> CallOn(string engine, params string[] arguments) => engine == "local" ? Start(arguments) : Call(arguments);

    /// <summary>The program as one that is a node; what starts it adds the pipes.</summary>
    public static ChildProgram Node => new("dotnet", [Program, LocalNodes.Argument]);

    /// <summary>Starts it as a program of its own and does not wait.</summary>
    public static Process Begin(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { UseShellExecute = false };
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
    }

    /// <summary>The same, and what it prints is to be read.</summary>
    public static Process BeginRead(params string[] arguments) => BeginRead("dotnet", [Program, .. arguments]);

    /// <summary>The same for another program, which may become this one.</summary>
    public static Process BeginRead(string file, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start");
    }

    public static Task<Answer> Start(params string[] arguments) => Execute("dotnet", [Program, .. arguments]);

    /// <summary>Runs a script in bash. Variables that are null are unset.</summary>
    public static Task<Answer> Shell(string script, params (string Name, string? Value)[] variables) => Execute("bash", ["-c", script], variables);

    public static async Task<Answer> Execute(string file, IReadOnlyList<string> arguments, params (string Name, string? Value)[] variables)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach ((string name, string? value) in variables) start.Environment[name] = value;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(HangGuard.Limit);
        }
        catch (TimeoutException hung)
        {
            throw new TimeoutException($"{file} {string.Join(' ', arguments)} did not end; these run:\n{Processes()}", hung);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        return new Answer(process.ExitCode, await output, await error);
    }

    /// <summary>All that run: number, parent, group, state and command line. What hangs is one of them.</summary>
    private static string Processes()
    {
        var lines = new StringBuilder();
        foreach (string folder in Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])))
        {
            try
            {
                string stat = File.ReadAllText($"{folder}/stat");
                string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                string command = File.ReadAllText($"{folder}/cmdline").Replace('\0', ' ');
                lines.Append($"{Path.GetFileName(folder)} parent {fields[1]} group {fields[2]} {fields[0]} {command}\n");
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        return lines.ToString();
    }

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActorLab.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests do not run from within the repository");
    }
}
