using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLab.Core.Definition;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;

namespace ActorLab.Experiments.LineCopy;

/// <summary>A run of line-copy as another process needs it to make the same plan: its files exist by now, and have names that are good everywhere.</summary>
/// <param name="Model">Canonical name.</param>
/// <param name="Workers">As defined.</param>
/// <param name="Input">Where the machine finds the text to copy.</param>
/// <param name="Output">Where the machine puts the records.</param>
/// <param name="Lines">How many lines the text has if it was generated; null when it must be read.</param>
/// <param name="Seed">As defined.</param>
/// <param name="Gil">As defined.</param>
/// <param name="Cores">As defined.</param>
/// <param name="Machine">As defined.</param>
/// <param name="Plain">Where the lines alone are kept; null for a run that keeps its records.</param>
internal sealed record LineCopyOrigin(
    string Model, int Workers, string Input, string Output, int? Lines, ulong Seed, bool Gil, int? Cores,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MachineProfile? Machine = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Plain = null)
{
    public static PlanOrigin Of(LineCopyDefinition definition, LineCopyFiles files) => Of(definition, files.InputPath, files.OutputPath);

    public static PlanOrigin Of(LineCopyDefinition definition, string inputPath, string outputPath)
    {
        var origin = new LineCopyOrigin(
            definition.Model.Name, definition.Workers, Path.GetFullPath(inputPath), Path.GetFullPath(outputPath),
            definition.InputPath is null ? definition.Lines : null, definition.Seed, definition.InterpreterLock, definition.Cores,
            definition.Machine,
            definition is { Plain: true, OutputPath: { } kept } ? Path.GetFullPath(kept) : null);
        return new PlanOrigin(LineCopyExperiment.Name, JsonSerializer.SerializeToUtf8Bytes(origin, OriginJson.Default.LineCopyOrigin));
    }

    /// <summary>With the paths of files that nobody has named, too.</summary>
    public LineCopyDefinition ToDefinition() => new()
    {
        Model = ExecutionModel.Find(Model) ?? throw new JsonException($"there is no model '{Model}'"),
        Workers = Workers,
        InputPath = Lines is null ? Input : null,
        Lines = Lines ?? LineCopyDefinition.DefaultLines,
        OutputPath = Plain ?? Output,
        Plain = Plain is not null,
        Seed = Seed,
        InterpreterLock = Gil,
        Cores = Cores,
        Machine = Machine,
    };

    /// <summary>Reads the input if it must, and touches no other file. A worker of the plan makes generated input again that is not on its machine.</summary>
    /// <exception cref="FileNotFoundException">The input is not on this machine.</exception>
    public ScenarioPlan Build()
    {
        LineCopyDefinition definition = ToDefinition();
        LineCopyInput input = Lines is { } lines ? LineCopyInput.Generate(lines) : LineCopyInput.Of(Read());
        return LineCopyPlan.Build(definition, input, Input, Output, static task => task.OnThisMachine());
    }

    private byte[] Read()
    {
        try
        {
            return File.ReadAllBytes(Input);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"'{Input}' is not on this machine: the input must have the same path on all machines of a run", missing);
        }
    }
}
