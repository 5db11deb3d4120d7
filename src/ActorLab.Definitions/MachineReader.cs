using System.Collections.Immutable;
using ActorLab.Core.Machine;
using ActorLab.Definitions.Schema;
using ActorLab.Hocon;

namespace ActorLab.Definitions;

/// <summary>Reads a file that has the settings of a machine and nothing else, as those in <c>hocon/machines</c>: for a definition to include, and no definition itself.</summary>
public static class MachineReader
{
    /// <summary>Whether the file has settings of a machine where a definition has its own, and none of a definition. What overrides it does not count.</summary>
    public static bool IsMachine(DefinitionSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return sources.File is { } file && file.Keys.Any(key => Has(MachineSettings.Machine, key)) && !file.Keys.Any(key => Has(DefinitionSettings.Root, key));
    }

    /// <summary>Reads a file that <see cref="IsMachine"/>. What it does not say is that of <c>machines.plain</c>, as in a definition; <c>--set</c> overrides its settings by their own keys.</summary>
    public static MachineReading Read(DefinitionSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        HoconResult result = sources.Document().Resolve(name => sources.Environment.GetValueOrDefault(name));
        var problems = new ReadingProblems([]);
        foreach (HoconDiagnostic broken in result.Diagnostics) problems.Broken(broken, result.Resolved);
        if (result.Resolved is not HoconObject all) return new MachineReading(null, problems.ToImmutable());

        // The settings of a definition are the defaults, which are there for what the file substitutes.
        var machine = new HoconField(new HoconObject(all.Where(f => !Has(DefinitionSettings.Root, f.Key))));
        MachineSettings.Machine.Check(machine, problems);
        HoconField plain = DefinitionSettings.Machines.In(new HoconField(all))[DefinitionSettings.PlainMachine];
        MachineProfile? profile = MachineSettings.Read(machine, plain, new ReadingProblems([]));
        return problems.Count == 0 ? new MachineReading(profile, []) : new MachineReading(null, problems.ToImmutable());
    }

    private static bool Has(Section section, string key) => section.Nodes.Any(n => n.Key == key);
}

/// <summary>What came of reading: a machine, or all that is wrong.</summary>
/// <param name="Machine">Null if anything is wrong.</param>
/// <param name="Diagnostics">Each with its place.</param>
public sealed record MachineReading(MachineProfile? Machine, ImmutableArray<Diagnostic> Diagnostics);
