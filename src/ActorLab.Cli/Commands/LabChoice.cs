using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Labs;
using ActorLab.Cluster.Labs;
using ActorLab.Definitions;
using ActorLab.Definitions.Schema;

namespace ActorLab.Cli.Commands;

/// <summary>Which lab a command that runs nothing is for: a file with the section <c>cluster</c>, and the options that override it.</summary>
internal sealed class LabChoice
{
    private readonly Argument<string> _file = DefinitionFile.FileArgument();
    private readonly DefinitionOptions _definition = new();
    private readonly Option<string> _broker = LabOptions.Broker();
    private readonly Option<string> _lab = LabOptions.Lab();
    private readonly Option<string> _tls = LabOptions.Tls();

    public void AddTo(Command command)
    {
        _file.Description = "A file with the section cluster, such as the one of the run.";
        _file.Arity = ArgumentArity.ZeroOrOne;
        command.Arguments.Add(_file);
        foreach (Option option in new Option[] { _broker, _lab, _tls }.Concat(_definition.All)) command.Options.Add(option);
    }

    /// <returns>What is chosen and where that is; null when the call has a problem.</returns>
    public (ClusterDefinition Settings, LabAddress Address)? Read(CommandCall call)
    {
        ClusterSettings keys = DefinitionSettings.Clustered;
        (Option<string> Option, Setting Setting)[] options = [(_broker, keys.Broker), (_lab, keys.Lab), (_tls, keys.Tls)];
        IEnumerable<FlagValue> flags = options.Where(o => call.Text(o.Option) is not null).Select(o => new FlagValue(o.Setting, call.Text(o.Option)!, o.Option.Name));
        DefinitionReading reading = DefinitionFile.Read(call.Text(_file), _definition.Of(call), flags);
        call.Problems.AddRange(reading.Diagnostics);
        if (reading.Definition?.Cluster is not { } cluster) return null;
        return LabText.Read(cluster, _broker.Name, call.Problems) is { } address ? (cluster, address) : null;
    }
}
