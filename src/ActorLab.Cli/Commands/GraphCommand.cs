using System.Collections.Immutable;
using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Runs;
using ActorLab.Core.Report;
using ActorLab.Definitions;
using ActorLab.Pipelines.Drawing;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab graph</c>: a picture of a pipeline, of one with mistakes as far as it goes.</summary>
internal sealed class GraphCommand : LabCommand
{
    private static readonly ImmutableArray<(string Name, Func<PipelineDrawing, string> Render)> s_formats =
        [("mermaid", MermaidDrawing.Render), ("dot", DotDrawing.Render), ("svg", SvgDrawing.Render)];

    private readonly Argument<string> _file = new("file") { Description = "A definition in HOCON with a pipeline.", HelpName = "file" };
    private readonly Option<string> _to = new("--to") { Description = "mermaid (in Markdown), dot (Graphviz) or svg (a picture). [default: mermaid]", HelpName = "format" };
    private readonly Option<string> _output = new("--output", "-o") { Description = "Where to; it is replaced. Without it: standard output.", HelpName = "file" };
    private readonly DefinitionOptions _definition = new();

    public GraphCommand()
        : base("graph", "Draw a pipeline: its stages and the queues between them. Of one with mistakes as far as it goes, and the mistakes are told.",
        [
            "actorlab graph shop.conf",
            "actorlab graph shop.conf --to svg -o shop.svg",
            "actorlab graph shop.conf --to dot --set pipeline.stages.priced.workers=8",
        ])
    {
        _to.CompletionSources.Add([.. s_formats.Select(f => f.Name)]);
        Arguments.Add(_file);
        foreach (Option option in new Option[] { _to, _output }.Concat(_definition.All)) Options.Add(option);
    }

    public override Task<int> RunAsync(CommandCall call) => Task.FromResult(Run(call));

    private int Run(CommandCall call)
    {
        string? path = call.Text(_file), format = call.Text(_to), output = call.Text(_output);
        if (format is not null && !s_formats.Any(f => f.Name == format)) call.Problems.Add(Problem.Unknown("a format", format, [.. s_formats.Select(f => f.Name)], _to.Name));
        if (output is "" || output?.Contains('\0') == true) call.Problems.Add(Problem.Malformed(_output.Name, "expected the path of a file, got nothing that could be one"));
        if (call.Problems.Count > 0 || path is null) return call.Reject();
        DefinitionReading reading = DefinitionFile.Read(path, _definition.Of(call), []);
        if (reading is { Pipeline: null, Definition: { } other }) call.Problems.Add(Problem.UnusableFile(_file.Name, $"expected a pipeline, got a definition of {other.Experiment}"));
        call.Problems.AddRange(reading.Diagnostics);
        if (reading.Pipeline is not { } pipeline) return call.Reject();
        Write(s_formats.First(f => f.Name == (format ?? s_formats[0].Name)).Render(PipelineDrawing.Of(pipeline)), output, path, call);
        return call.Problems.Count > 0 ? call.Reject() : ExitCode.Holds;
    }

    private void Write(string picture, string? output, string definition, CommandCall call)
    {
        if (output is null)
        {
            call.Out.Write(picture);
            return;
        }

        using TextWriter? file = KeptFile.TryCreateText(output, _output.Name, [definition], call.Problems);
        try
        {
            file?.Write(picture);
            file?.Flush();
        }
        catch (IOException failure)
        {
            call.Problems.Add(Problem.UnusableFile(_output.Name, $"{output} could not be written: {failure.Message}"));
        }
    }
}
