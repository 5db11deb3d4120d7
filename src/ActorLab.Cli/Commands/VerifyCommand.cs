using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Runs;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab verify</c>: judges an output that any program may have written.</summary>
internal sealed class VerifyCommand : LabCommand
{
    private readonly Argument<string> _output = new("output") { Description = "The file to judge: plain lines, or records of line-copy.", HelpName = "output" };
    private readonly Option<string> _input = new("--input") { Description = "The file that it should be a copy of.", HelpName = "file" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the verdict as JSON." };

    public VerifyCommand()
        : base("verify", "Tell whether an output has all lines of its input, once each and in order.",
        [
            "actorlab verify copy.txt --input original.txt",
            "actorlab verify copy.txt --input original.txt --json",
        ])
    {
        Arguments.Add(_output);
        Options.Add(_input);
        Options.Add(_json);
    }

    public override Task<int> RunAsync(CommandCall call) => Task.FromResult(Run(call));

    private int Run(CommandCall call)
    {
        InputIdentity? input = ReadInput(call);
        using FileStream? output = call.Text(_output) is { } path ? GivenFile.Open(path, _output.Name, call.Problems) : null;
        if (call.Problems.Count > 0 || input is null || output is null) return call.Reject();

        Verdict verdict;
        try
        {
            verdict = OutputCheck.Of(output, input, call.Interrupt);
        }
        catch (IOException failure)
        {
            call.Error.WriteLine($"actorlab: {output.Name}: {failure.Message}");
            return ExitCode.Infrastructure;
        }

        call.Out.Write(call.IsSet(_json) ? VerdictJson.Render(verdict) : VerdictText.Render(verdict));
        return call.Interrupt.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Of(verdict.Status);
    }

    private InputIdentity? ReadInput(CommandCall call)
    {
        string? path = call.Text(_input);
        if (path is null)
        {
            if (!call.IsGiven(_input)) call.Problems.Add(Problem.Malformed(_input.Name, "expected the file that the output should be a copy of"));
            return null;
        }

        byte[]? bytes = GivenFile.ReadAll(path, _input.Name, call.Problems);
        if (bytes is null) return null;
        var input = InputIdentity.Of(bytes);
        if (input.Count == 0) call.Problems.Add(Problem.UnusableFile(_input.Name, $"{path} has no lines"));
        return input;
    }
}
