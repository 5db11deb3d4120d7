using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Runs;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab verify</c>: judges an output that any program may have written.</summary>
internal sealed class VerifyCommand : LabCommand
{
    private readonly VerifyOptions _options = new();

    public VerifyCommand()
        : base("verify", "Tell whether an output has all lines of its input, or a stream all its numbers, or a run all its messages, once each and in order.",
        [
            "actorlab verify copy.txt --input original.txt",
            "actorlab verify copy.txt --input original.txt --check disorder --json",
            "actorlab verify events.csv --columns producer=source,seq=n --delivery at-least-once",
            "actorlab verify queue.ndjson --format history",
            "actorlab verify run.trace --check causal-order",
            "actorlab verify run.trace --actor root/sink --count 180",
        ])
    {
        _options.AddTo(this);
    }

    public override Task<int> RunAsync(CommandCall call) => Task.FromResult(Run(call));

    private int Run(CommandCall call)
    {
        VerifyRequest request = _options.Read(call);
        if (call.Problems.Count > 0) return call.Reject();
        Verdict? verdict;
        try
        {
            using var run = new VerifyRun(request, call);
            verdict = run.Judge();
        }
        catch (OperationCanceledException) when (call.Interrupt.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (IOException failure)
        {
            call.Error.WriteLine($"actorlab: {string.Join(", ", request.Files)}: {failure.Message}");
            return ExitCode.Infrastructure;
        }

        if (verdict is null) return call.Reject();
        call.Out.Write(call.IsSet(_options.Json) ? VerdictJson.Render(verdict) : VerdictText.Render(verdict));
        return call.Interrupt.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Of(verdict.Status);
    }
}
