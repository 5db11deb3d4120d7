using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ActorLab.Cli.CommandLine;

/// <summary>The usual help, and below it command lines to copy.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is LabCommand { Examples.IsEmpty: false } command) WriteExamples(command, parseResult.InvocationConfiguration.Output);
        return exitCode;
    }

    private static void WriteExamples(LabCommand command, TextWriter output)
    {
        output.WriteLine("Examples:");
        foreach (string example in command.Examples) output.WriteLine($"  {example}");
        output.WriteLine();
    }
}
