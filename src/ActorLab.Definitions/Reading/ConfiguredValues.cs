using ActorLab.Definitions.Schema;
using ActorLab.Hocon;

namespace ActorLab.Definitions;

/// <summary>Lists the settings of a resolved document.</summary>
internal static class ConfiguredValues
{
    /// <summary>Lists them as they are asked for: a definition may have many machines.</summary>
    public static IEnumerable<ConfiguredValue> In(HoconField root) => DefinitionSettings.Root.Nodes.SelectMany(node => At(node, root[node.Key]));

    public static bool IsDefault(Origin origin)
    {
        while (origin.IncludedFrom is { } outer) origin = outer;
        return origin.Source == EmbeddedFiles.ReferenceName;
    }

    private static IEnumerable<ConfiguredValue> At(SchemaNode node, HoconField field) => (node, field.Value) switch
    {
        (_, null) => [],
        (Section section, _) => section.Nodes.SelectMany(below => At(below, field[below.Key])),
        (MachineChoice, HoconObject) =>
            [.. MachineChoice.HasCoresAlone(field) ? At(node, field.Replaced) : [], .. At(MachineSettings.Machine, field)],
        (NamedSections named, HoconObject sections) => sections.Keys.SelectMany(name => At(named.Each, field[name])),
        (AkkaSettings, _) => Leaves(field),
        (_, var value) => [Of(field, value)],
    };

    private static IEnumerable<ConfiguredValue> Leaves(HoconField field) =>
        field.Value is HoconObject fields ? fields.Keys.SelectMany(key => Leaves(field[key])) : [Of(field, field.Value!)];

    private static ConfiguredValue Of(HoconField field, HoconValue value)
    {
        string json = HoconWriter.ToJson(value);
        return new ConfiguredValue(field.Path, value is HoconScalar ? HoconWriter.ToHocon(value) : json, json, OriginText.Of(field.Origin), IsDefault(field.Origin));
    }
}
