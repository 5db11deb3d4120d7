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
        if (HasCoresAlone(field) && field.Replaced.IsPresent) NameIn(field.Replaced, problems);
    }

    /// <summary>
    /// Whether it is an object that says how many CPUs there are and nothing else, which keeps the machine that there is without
    /// it.
    /// </summary>
    internal static bool HasCoresAlone(HoconField field) =>
        field.Value is HoconObject { Count: 1 } machine && machine[MachineSettings.Cores.Key] is not null;

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
