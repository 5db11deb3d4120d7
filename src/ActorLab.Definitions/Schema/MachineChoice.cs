using ActorLab.Hocon;

namespace ActorLab.Definitions.Schema;

/// <summary>A machine: the name of one, or the settings of one.</summary>
public sealed class MachineChoice : SchemaNode
{
    /// <summary>The word for the machine on which the tutorials ran the experiment.</summary>
    public const string Published = "published";

    internal MachineChoice(string key) : base(key)
    {
    }

    internal override void Check(HoconField field, ReadingProblems problems)
    {
        if (field.Value is HoconObject) MachineSettings.Machine.Check(field, problems);
        else NameIn(field, problems);
    }

    /// <returns>Null if there is no such machine.</returns>
    internal static string? NameIn(HoconField field, ReadingProblems problems)
    {
        IReadOnlyList<string> known = [Published, .. problems.MachineNames];
        HoconReading<string> name = field.AsWord([.. known]);
        if (name.Problem is null) return name.Value;
        problems.Unfit(field.Expected($"one of {string.Join(", ", known)}, or an object with the settings of a machine"), known);
        return null;
    }
}
