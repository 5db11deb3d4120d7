using System.Collections.Immutable;

namespace ActorLab.Definitions.Tests;

/// <summary>Reads definitions from texts.</summary>
internal static class Definitions
{
    public static DefinitionReading Read(string text, params string[] sets) => DefinitionReader.Read(DefinitionSources.OfText(text, "test.conf") with { Sets = [.. sets] });

    public static DefinitionReading ReadIn(string text, params (string Name, string Value)[] environment) => DefinitionReader.Read(
        DefinitionSources.OfText(text, "test.conf") with { Environment = environment.ToImmutableDictionary(v => v.Name, v => v.Value) });

    public static T Good<T>(DefinitionReading reading) where T : ExperimentDefinition
    {
        Assert.Empty(reading.Diagnostics);
        return Assert.IsType<T>(reading.Definition);
    }

    public static string[] Problems(DefinitionReading reading)
    {
        Assert.Null(reading.Definition);
        return [.. reading.Diagnostics.Select(d => d.ToString())];
    }
}
