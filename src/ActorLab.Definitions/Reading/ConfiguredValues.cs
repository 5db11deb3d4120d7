using System.Collections.Immutable;
using ActorLab.Definitions.Schema;
using ActorLab.Hocon;

namespace ActorLab.Definitions;

/// <summary>Lists the settings of a resolved document.</summary>
internal static class ConfiguredValues
{
    public static ImmutableArray<ConfiguredValue> In(HoconField root)
    {
        var found = ImmutableArray.CreateBuilder<ConfiguredValue>();
        foreach (SchemaNode node in DefinitionSettings.Root.Nodes) Add(node, root[node.Key], found);
        return found.ToImmutable();
    }

    public static bool IsDefault(Origin origin)
    {
        while (origin.IncludedFrom is { } outer) origin = outer;
        return origin.Source == EmbeddedFiles.ReferenceName;
    }

    private static void Add(SchemaNode node, HoconField field, ImmutableArray<ConfiguredValue>.Builder found)
    {
        switch (node, field.Value)
        {
            case (_, null): break;
            case (Section section, _):
                foreach (SchemaNode below in section.Nodes) Add(below, field[below.Key], found);
                break;
            case (MachineChoice, HoconObject): Add(MachineSettings.Machine, field, found); break;
            case (NamedSections named, HoconObject sections):
                foreach (string name in sections.Keys) Add(named.Each, field[name], found);
                break;
            default: found.Add(Of(field, field.Value)); break;
        }
    }

    private static ConfiguredValue Of(HoconField field, HoconValue value)
    {
        string json = HoconWriter.ToJson(value);
        return new ConfiguredValue(field.Path, value is HoconScalar ? HoconWriter.ToHocon(value) : json, json, OriginText.Of(field.Origin), IsDefault(field.Origin));
    }
}
