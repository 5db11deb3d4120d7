using System.CommandLine;
using System.Text.Json;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Labs;
using ActorLab.Core.Report;
using ActorLab.Definitions;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab config</c>: each setting with its value and where that comes from.</summary>
internal sealed class ConfigCommand : LabCommand
{
    private readonly Argument<string> _file = DefinitionFile.FileArgument();
    private readonly DefinitionOptions _definition = new();
    private readonly Option<bool> _resolved = new("--resolved") { Description = "Show every setting, those with their defaults too." };
    private readonly Option<bool> _json = new("--json") { Description = "Print an array of settings as JSON." };

    public ConfigCommand()
        : base("config", "Show the settings of a definition with their origins: flags, --set, environment, file, or the defaults.",
        [
            "actorlab config hocon/experiments/E5.conf",
            "actorlab config hocon/experiments/E5.conf --set seed=7 --resolved --json",
            "actorlab config --resolved",
        ])
    {
        _file.Arity = ArgumentArity.ZeroOrOne;
        Arguments.Add(_file);
        foreach (Option option in _definition.All) Options.Add(option);
        Options.Add(_resolved);
        Options.Add(_json);
    }

    public override Task<int> RunAsync(CommandCall call) => Task.FromResult(Run(call));

    private int Run(CommandCall call)
    {
        DefinitionReading reading = DefinitionFile.Read(call.Text(_file), _definition.Of(call), []);
        call.Problems.AddRange(reading.Diagnostics);
        if (call.Problems.Count > 0) return call.Reject();
        ConfiguredValue[] shown = [.. reading.Values.Where(v => call.IsSet(_resolved) || !v.IsDefault)];
        call.Out.Write(call.IsSet(_json) ? Json(shown) : string.Concat(shown.Select(Row)));
        return ExitCode.Holds;
    }

    /// <summary>HOCON again, with the origin as a comment.</summary>
    private static string Row(ConfiguredValue value) => $"{value.Key} = {VerdictText.Printable(Secrets.Hide(value.Value))}  # {VerdictText.Printable(Secrets.Hide(value.Origin))}\n";

    private static string Json(IEnumerable<ConfiguredValue> values) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (ConfiguredValue value in values)
        {
            json.WriteStartObject();
            json.WriteString("key", value.Key);
            json.WritePropertyName("value");
            json.WriteRawValue(Secrets.Hide(value.Json));
            json.WriteString("origin", Secrets.Hide(value.Origin));
            json.WriteBoolean("default", value.IsDefault);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
