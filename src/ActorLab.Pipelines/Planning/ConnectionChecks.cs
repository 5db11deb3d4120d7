using System.Collections.Immutable;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Planning;

/// <summary>Whether the stages of a pipeline hang together.</summary>
internal sealed class ConnectionChecks(PipelineDefinition definition, Graph graph, IReadOnlySet<string> unread, PipelineFindings findings)
{
    /// <summary>Stages of which it is not known what they get.</summary>
    private readonly HashSet<string> _doubtful = new(unread, StringComparer.Ordinal);

    public void Check()
    {
        CheckEnds();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (StageDefinition stage in definition.Stages)
        {
            if (!PipelineLimits.IsName(stage.Name)) findings.Add(PipelineFindings.Name, stage, "", PipelineChecks.NameExpected, $"'{stage.Name}'");
            else if (!names.Add(stage.Name)) findings.Add(PipelineFindings.Name, stage, "", "a name that no other stage has", $"'{stage.Name}'");
            CheckInputs(stage);
            CheckDeadLetters(stage);
            if (graph.Find(stage.Name) == stage) CheckOutput(stage);
        }

        foreach (ImmutableArray<StageDefinition> cycle in graph.Cycles)
            findings.Add(PipelineFindings.Cycle, cycle[0], "from", "no cycle", string.Join(" -> ", [.. cycle.Select(s => s.Name), cycle[0].Name]), "Nothing bounds what goes round.");
        SpreadDoubt();
    }

    /// <summary>Whether something before a stage is wrong, so that what follows from it says nothing.</summary>
    public bool IsDoubtful(StageDefinition stage) => _doubtful.Contains(stage.Name);

    private void CheckEnds()
    {
        // A stage that could not be read may be what is missing.
        if (unread.Count > 0) return;
        if (!definition.Stages.Any(s => s.IsSource)) findings.Add(PipelineFindings.Connection, "stages", "at least one source", "none", "A source is a stage with lines, stdin, range or generate.");
        if (!definition.Stages.Any(s => s.IsSink)) findings.Add(PipelineFindings.Connection, "stages", "at least one sink", "none", "A sink is a stage with file, stdout, count or verify.");
    }

    private void CheckInputs(StageDefinition stage)
    {
        if (stage.IsSource)
        {
            if (!stage.From.IsEmpty) Doubt(stage, "from", "nothing for a source", string.Join(", ", stage.From));
            return;
        }

        bool isGivenDeadLetters = stage.IsSink && !graph.GivingUp(stage).IsEmpty;
        if (stage.From.IsEmpty && !isGivenDeadLetters && !unread.Contains(stage.Name)) Doubt(stage, "from", "the stage that it takes from", "nothing");
        if (stage.From.Length > PipelineLimits.MaxInputs) findings.Add(PipelineFindings.Range, stage, "from", $"at most {PipelineLimits.MaxInputs} stages", $"{stage.From.Length}");
        for (int i = 0; i < stage.From.Length; i++) CheckInput(stage, i);
    }

    private void CheckInput(StageDefinition stage, int index)
    {
        string name = stage.From[index], setting = stage.From.Length == 1 ? "from" : $"from[{index}]";
        if (graph.Find(name) is not { } giver)
        {
            _doubtful.Add(stage.Name);
            string known = string.Join(", ", definition.Stages.Where(s => !s.IsSink).Select(s => s.Name));
            string hint = Spelling.Suggest(name, definition.Stages.Where(s => !s.IsSink).Select(s => s.Name)) ?? (known.Length == 0 ? "There is no stage to take from." : $"Known: {known}.");
            findings.Add(PipelineFindings.UnknownStage, stage, setting, "the name of a stage", $"'{name}'", hint);
        }
        else if (giver.IsSink)
        {
            Doubt(stage, setting, "a stage that passes items on", $"sink '{name}'");
        }
        else if (stage.From.IndexOf(name) < index)
        {
            Doubt(stage, setting, "each stage once", $"'{name}' again", $"A pass stage between the two makes of '{name}' another stage.");
        }
    }

    private void CheckDeadLetters(StageDefinition stage)
    {
        if (stage.DeadLetters is not { } name) return;
        if (graph.Find(name) is not { } sink)
        {
            string? hint = Spelling.Suggest(name, definition.Stages.Where(s => s.IsSink).Select(s => s.Name));
            findings.Add(PipelineFindings.UnknownStage, stage, "dead-letters", "the name of a sink", $"'{name}'", hint);
        }
        else if (!sink.IsSink)
        {
            if (!unread.Contains(name)) findings.Add(PipelineFindings.Connection, stage, "dead-letters", "the name of a sink", $"'{name}', which passes items on");
            _doubtful.Add(name);
        }
        else if (sink.From.Contains(stage.Name))
        {
            findings.Add(PipelineFindings.Connection, stage, "dead-letters", $"a sink that does not take from '{stage.Name}'", $"'{name}'", "Its dead letters would be mixed with what it has done.");
        }
    }

    private void CheckOutput(StageDefinition stage)
    {
        if (stage.IsSink || definition.Stages.Any(s => s.From.Contains(stage.Name)) || unread.Contains(stage.Name) || unread.Any(n => graph.Find(n)?.From.IsEmpty != false)) return;
        findings.Add(PipelineFindings.Connection, stage, "", "a stage that takes from it", "none", $"A sink with from = {stage.Name} would.");
    }

    private void Doubt(StageDefinition stage, string setting, string expected, string got, string? hint = null)
    {
        _doubtful.Add(stage.Name);
        findings.Add(PipelineFindings.Connection, stage, setting, expected, got, hint);
    }

    private void SpreadDoubt()
    {
        foreach (StageDefinition stage in graph.InFlow)
            if (graph.Givers(stage).Any(IsDoubtful)) _doubtful.Add(stage.Name);
    }
}
