using System.Collections.Immutable;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;

namespace ActorLab.Pipelines.Planning;

/// <summary>Finds all that is wrong with a pipeline before it starts. <see cref="PipelinePlan.Build"/> takes what nothing is wrong with.</summary>
public static class PipelineChecks
{
    /// <summary>All findings, each with its place; none for a pipeline that can run.</summary>
    /// <param name="definition">The pipeline.</param>
    /// <param name="catalog">The functions that its stages may name.</param>
    public static ImmutableArray<Diagnostic> Find(PipelineDefinition definition, FunctionCatalog catalog) => Find(definition, catalog, ImmutableHashSet<string>.Empty);

    /// <summary>The same for a pipeline of which not everything could be read: nothing is said that would follow from what is missing.</summary>
    /// <param name="definition">The pipeline; what could not be read has its default.</param>
    /// <param name="catalog">The functions that its stages may name.</param>
    /// <param name="unread">The names of stages with settings that could not be read.</param>
    public static ImmutableArray<Diagnostic> Find(PipelineDefinition definition, FunctionCatalog catalog, IReadOnlySet<string> unread)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(unread);
        var findings = new PipelineFindings(definition);
        if (!PipelineLimits.IsName(definition.Name)) findings.Add(PipelineFindings.Name, "name", NameExpected, $"'{definition.Name}'");
        if (definition.Window is < 1 or > PipelineLimits.MaxWindow) findings.Add(PipelineFindings.Range, "window", $"1 to {PipelineLimits.MaxWindow} items", $"{definition.Window}");
        if (IsTooLarge(definition, findings)) return findings.ToImmutable();

        var graph = new Graph(definition);
        var connections = new ConnectionChecks(definition, graph, unread, findings);
        connections.Check();
        var stages = new StageChecks(definition, catalog, findings);
        foreach (StageDefinition stage in definition.Stages) stages.Check(stage, isRead: !unread.Contains(stage.Name));
        if (unread.Count == 0) stages.CheckFiles();
        ImmutableArray<StageDefinition> sound = [.. graph.InFlow.Where(s => !connections.IsDoubtful(s))];
        new OrderChecks(graph, findings).Check(sound);
        if (!definition.MayDeadlock) new DeadlockChecks(graph, findings).Check(sound);
        return findings.ToImmutable();
    }

    /// <summary>Looking at more than this would take its time, and nobody has written it.</summary>
    private static bool IsTooLarge(PipelineDefinition definition, PipelineFindings findings)
    {
        int connections = definition.Stages.Sum(s => s.From.Length);
        if (definition.Stages.Length > PipelineLimits.MaxStages) findings.Add(PipelineFindings.Range, "stages", $"at most {PipelineLimits.MaxStages} stages", $"{definition.Stages.Length}");
        else if (connections > PipelineLimits.MaxConnections) findings.Add(PipelineFindings.Range, "stages", $"at most {PipelineLimits.MaxConnections} connections", $"{connections}");
        else return false;
        return true;
    }

    internal const string NameExpected = "a name of small letters, digits and single hyphens that begins with a letter";
}
