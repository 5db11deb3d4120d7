using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Planning;

namespace ActorLab.Experiments.PipelineShapes;

/// <summary>One case of the experiment.</summary>
/// <param name="Case">One of <see cref="Shapes"/>.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Machine">Null for the tutorials' laptop without its interpreter lock.</param>
internal sealed record PipelineShapesDefinition(string Case, ulong Seed, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MachineProfile? Machine = null)
{
    [JsonIgnore]
    public PlanOrigin Origin => new PlanOrigin(PipelineShapesExperiment.CanonicalName, JsonSerializer.SerializeToUtf8Bytes(this, OriginJson.Default.PipelineShapesDefinition));

    [JsonIgnore]
    public MachineProfile Profile => Machine ?? PublishedMachines.LaptopWithoutLock;

    /// <exception cref="JsonException">There is no such case.</exception>
    [JsonIgnore]
    public PipelineDefinition Pipeline => Shapes.Find(Case) ?? throw new JsonException($"there is no case '{Case}'");

    /// <exception cref="JsonException">There is no such case.</exception>
    public ScenarioPlan Build() => PipelinePlan.Build(Pipeline, FunctionCatalog.BuiltIn, Profile, Seed);
}
