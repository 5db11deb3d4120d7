using System.Collections.Immutable;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Planning;

/// <summary>The stages of a pipeline by name, and the ways between them. A name that stands for nothing leads nowhere; of two stages with one name the first counts.</summary>
internal sealed class Graph
{
    private readonly Dictionary<string, StageDefinition> _stages = new(StringComparer.Ordinal);

    public Graph(PipelineDefinition definition)
    {
        foreach (StageDefinition stage in definition.Stages) _stages.TryAdd(stage.Name, stage);
        Stages = [.. definition.Stages.Where(s => ReferenceEquals(_stages[s.Name], s))];
        (InFlow, Cycles) = Sort();
    }

    public ImmutableArray<StageDefinition> Stages { get; }

    /// <summary>Each after those it takes from, otherwise as written; without the stages of cycles and what comes after them.</summary>
    public ImmutableArray<StageDefinition> InFlow { get; }

    /// <summary>The cycles, each once, from the stage that was written first.</summary>
    public ImmutableArray<ImmutableArray<StageDefinition>> Cycles { get; }

    public StageDefinition? Find(string name) => _stages.GetValueOrDefault(name);

    /// <summary>The stages that take from one, in the order in which they were written.</summary>
    public ImmutableArray<StageDefinition> Takers(StageDefinition stage) => [.. Stages.Where(s => s.From.Contains(stage.Name))];

    /// <summary>The stages that pass what they give up to this sink.</summary>
    public ImmutableArray<StageDefinition> GivingUp(StageDefinition sink) => [.. Stages.Where(s => s.DeadLetters == sink.Name)];

    /// <summary>The stages that one takes from, by either way.</summary>
    public ImmutableArray<StageDefinition> Givers(StageDefinition stage) => [.. stage.From.Select(Find).OfType<StageDefinition>(), .. GivingUp(stage)];

    private (ImmutableArray<StageDefinition> InFlow, ImmutableArray<ImmutableArray<StageDefinition>> Cycles) Sort()
    {
        var inFlow = ImmutableArray.CreateBuilder<StageDefinition>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        bool found = true;
        while (found)
        {
            found = false;
            foreach (StageDefinition stage in Stages)
            {
                if (done.Contains(stage.Name) || !Givers(stage).All(g => done.Contains(g.Name))) continue;
                done.Add(stage.Name);
                inFlow.Add(stage);
                found = true;
            }
        }

        return (inFlow.ToImmutable(), FindCycles([.. Stages.Where(s => !done.Contains(s.Name))]));
    }

    private ImmutableArray<ImmutableArray<StageDefinition>> FindCycles(ImmutableArray<StageDefinition> rest)
    {
        var cycles = ImmutableArray.CreateBuilder<ImmutableArray<StageDefinition>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (StageDefinition start in rest)
        {
            // Against the flow: every stage that is left has a giver that is left.
            var way = new List<StageDefinition>();
            StageDefinition? at = start;
            while (at is not null && seen.Add(at.Name))
            {
                way.Add(at);
                at = Givers(at).FirstOrDefault(rest.Contains);
            }

            int closes = at is null ? -1 : way.IndexOf(at);
            if (closes < 0) continue;
            List<StageDefinition> cycle = way[closes..];
            cycle.Reverse();
            StageDefinition first = cycle.MinBy(s => Stages.IndexOf(s))!;
            int turn = cycle.IndexOf(first);
            cycles.Add([.. cycle[turn..], .. cycle[..turn]]);
        }

        return cycles.ToImmutable();
    }
}
