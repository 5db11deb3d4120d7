using System.CommandLine;
using System.CommandLine.Invocation;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Determinism;
using ActorLab.Cli.Labs;
using ActorLab.Cli.Runs;
using ActorLab.Cli.Terminal;
using ActorLab.Core.Report;

namespace ActorLab.Cli;

internal static class Program
{
    /// <summary>128 + SIGPIPE: what the shell sees of any program whose reader went away.</summary>
    private const int ReaderGone = 141;

    public static async Task<int> Main(string[] arguments)
    {
        await using TextWriter error = StandardOutput.OpenErrorWriter();
        try
        {
            if (arguments is [LocalNodes.Argument, _, _]) return await LocalNodes.RunAsync(arguments);
            if (LabProcesses.IsOne(arguments)) return await LabProcesses.RunAsync(arguments);
            if (arguments is [Side.Argument, var name, ..] && Side.Both.FirstOrDefault(s => s.Name == name) is { } side)
            {
                side.Enter();
                arguments = arguments[2..];
            }

            using var interruption = new Interruption();
            await using TextWriter output = StandardOutput.OpenWriter();
            var io = new CommandIo(output, error, !Console.IsErrorRedirected, TerminalWidth.Columns(), TerminalGraphics.DrawsUnicode()) { ErrorScreen = Screen.OfError(), OutIsTerminal = !Console.IsOutputRedirected };
            int code = await RunAsync(arguments, io, interruption.Token);
            return code == ExitCode.Interrupted ? interruption.ExitCode : code;
        }
        catch (ReaderGoneException)
        {
            return ReaderGone;
        }
        catch (OutputFailedException failure)
        {
            await error.WriteLineAsync($"actorlab: standard output: {failure.Message}");
            return ExitCode.Infrastructure;
        }
        catch (Exception bug)
        {
            await error.WriteLineAsync($"actorlab: internal error: {bug}");
            return ExitCode.InternalError;
        }
    }

    internal static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandIo io, CancellationToken interrupt)
    {
        ParseResult parsed = new ActorLabCommand(io.WidthColumns).ParseArguments(arguments);
        if (parsed.Action is SynchronousCommandLineAction and not ParseErrorAction)
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = io.Out, Error = io.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                interrupt);
        }

        var command = (LabCommand)parsed.CommandResult.Command;
        return await command.RunAsync(new CommandCall(parsed, ParseProblems.Of(parsed), io, interrupt));
    }
}
