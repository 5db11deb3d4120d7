using ActorLab.Definitions.Schema;
using ActorLab.Hocon;

namespace ActorLab.Definitions;

/// <summary>What a definition says about each setting, for who makes something of several of them.</summary>
/// <param name="sources">What paths are relative to.</param>
/// <param name="root">All settings, with their defaults.</param>
/// <param name="problems">Takes what does not go together.</param>
/// <param name="again">Takes what does not fit, which the schema has said already.</param>
internal sealed class ChosenValues(DefinitionSources sources, HoconField root, ReadingProblems problems, ReadingProblems again)
{
    /// <returns>Null where nothing stands, or nothing that fits.</returns>
    public T? Read<T>(Setting<T> setting) => setting.Read(setting.In(root), again);

    public bool IsDefault(Setting setting) => ConfiguredValues.IsDefault(setting.In(root).Origin);

    /// <summary>Says that the value of a setting, right in itself, does not go with the others.</summary>
    public void Exclude(Setting setting, string expected, string hint) => problems.Excluded(setting.In(root), expected, hint);

    /// <summary>For the CPUs of a simulated machine.</summary>
    public void RequireSimulation(IntegerSetting cores)
    {
        if (Read(cores) is not null && Read(DefinitionSettings.Engine) == DefinitionSettings.Local)
            Exclude(cores, $"nothing where {DefinitionSettings.Engine.Path} is {DefinitionSettings.Local}", "This machine has the CPUs that it has.");
    }

    /// <summary>A path in a file is relative to that file's folder.</summary>
    public string? PathOf(PathSetting setting)
    {
        HoconField field = setting.In(root);
        if (Read(setting) is not { } path) return null;
        Origin origin = field.Origin;
        bool isOfFile = sources.Folder is not null && (origin.IncludedFrom is not null || !sources.IsOverride(origin.Source));
        if (!isOfFile) return path;
        string beside = origin.IncludedFrom is null ? "" : Path.GetDirectoryName(origin.Source) ?? "";
        return Path.Combine(sources.Folder!, beside, path);
    }
}
