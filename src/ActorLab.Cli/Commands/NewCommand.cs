using System.CommandLine;
using System.Text;
using ActorLab.Cli.CommandLine;
using ActorLab.Core.Report;
using ActorLab.Pipelines.Definition;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab new</c>: a file to start with.</summary>
internal sealed class NewCommand : LabCommand
{
    private const string Pipeline = "pipeline", Extension = ".conf";

    private readonly Argument<string> _kind = new("kind") { Description = "What to start: pipeline.", HelpName = "kind" };
    private readonly Argument<string> _name = new("name") { Description = "Its name: small letters, digits and single hyphens. The file is NAME.conf in the current folder.", HelpName = "name" };

    public NewCommand()
        : base("new", "Write a file to start with, which runs as it stands and explains itself. It replaces nothing.", ["actorlab new pipeline shop"])
    {
        _kind.CompletionSources.Add(Pipeline);
        Arguments.Add(_kind);
        Arguments.Add(_name);
    }

    public override Task<int> RunAsync(CommandCall call) => Task.FromResult(Run(call));

    private int Run(CommandCall call)
    {
        string? kind = call.Text(_kind), name = call.Text(_name);
        if (kind is not null && kind != Pipeline) call.Problems.Add(Problem.Unknown("something that can be new", kind, [Pipeline], _kind.Name));
        if (name is not null && !PipelineLimits.IsName(name)) call.Problems.Add(NotAName(name));
        if (call.Problems.Count > 0 || name is null) return call.Reject();
        string path = name + Extension;
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(PipelineStarter.Text(name)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            call.Problems.Add(Problem.UnusableFile(_name.Name, Path.Exists(path) ? $"expected the name of a new file, but {path} exists" : $"{path} cannot be written: {failure.Message}"));
            return call.Reject();
        }

        call.Out.Write($"""
            {path} is written. Next:
              actorlab check {path}                  what it would run
              actorlab graph {path} --to svg -o {name}.svg   a picture of it
              actorlab run {path}                    on this machine
              actorlab run {path} --engine simulation   in virtual time

            """.ReplaceLineEndings("\n"));
        return ExitCode.Holds;
    }

    private Diagnostic NotAName(string name)
    {
        string? bare = name.EndsWith(Extension, StringComparison.Ordinal) && PipelineLimits.IsName(name[..^Extension.Length]) ? name[..^Extension.Length] : null;
        var problem = Problem.Malformed(_name.Name, $"expected a name of small letters, digits and single hyphens that begins with a letter, got {(name.Length == 0 ? "nothing" : VerdictText.Printable(name))}");
        return bare is null ? problem : problem with { Message = problem.Message + ".", Hint = $"Did you mean {bare}?" };
    }
}
