using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;

namespace ActorLab.Pipelines.Planning;

/// <summary>Whether what a stage does can be done: its function, its numbers, its paths.</summary>
internal sealed class OperationChecks(StageDefinition stage, FunctionCatalog catalog, PipelineFindings findings)
{
    /// <summary>The function that an operation names; null if it names none.</summary>
    public static (FunctionCall Call, FunctionRole Role)? CallOf(StageOperation operation) => operation switch
    {
        MapOperation(var call) => (call, FunctionRole.Map),
        FilterOperation(var call) => (call, FunctionRole.Filter),
        FlatMapOperation(var call) => (call, FunctionRole.FlatMap),
        KeyByOperation(var call) => (call, FunctionRole.Key),
        _ => null,
    };

    public void Check()
    {
        if (CallOf(stage.Operation) is var (call, role)) CheckCall(call, role);
        if (stage.Operation is SourceOperation { Interval: { } interval }) StageChecks.Mean(stage, "interval", interval, findings);
        switch (stage.Operation)
        {
            case LinesSource(var path): CheckPath(path); break;
            case FileSink(var path): CheckPath(path); break;
            case NumberRangeSource(var first, var last) when last < first: Wrong("to", $"at least from, which is {first}", $"{last}"); break;
            case GeneratorSource generator:
                Within("count", generator.Count, 0, PipelineLimits.MaxGenerated);
                Within("keys", generator.Keys, 0, PipelineLimits.MaxKeys);
                if (!Enum.IsDefined(generator.Kind)) Wrong("kind", "numbers or words", $"{generator.Kind}");
                break;
            case BatchOperation batch: CheckBatch(batch); break;
            case WindowOperation(var size, var every):
                Within("size", size, 1, PipelineLimits.MaxGroup);
                Within("every", every, 1, PipelineLimits.MaxEvery);
                break;
            case DelayOperation(var delay): StageChecks.Mean(stage, "delay", delay, findings); break;
            case BusyOperation(var time): StageChecks.Mean(stage, "busy", time, findings); break;
            case FailSomeOperation some: CheckFailures(some); break;
            case ProgramOperation program: CheckProgram(program); break;
            case ActorOperation(var actor): CheckActor(actor); break;
            case VerifierSink verifier: CheckVerifier(verifier); break;
        }
    }

    private void CheckActor(string actor)
    {
        if (catalog.FindActor(actor) is null) findings.Add(PipelineFindings.Function, stage, stage.Operation.Keyword, "the name of an actor that the pipeline was given in C#", $"'{actor}'");
        if (stage.Execution == WorkerKind.Processes) findings.Add(PipelineFindings.Range, stage, "execution", "threads or async, since an actor does not leave its process", "processes");
    }

    private void CheckCall(FunctionCall call, FunctionRole role)
    {
        if (catalog.TryMake(call, role, out _, out string? error)) return;
        string word = FunctionCatalog.Word(role), setting = stage.Operation.Keyword;
        if (catalog.Find(call.Name, role) is not null)
        {
            findings.Add(PipelineFindings.Function, stage, setting, $"a {word} that can be called so", $"{call}", $"The {word} says: {error}.");
            return;
        }

        string[] known = [.. catalog.All.Where(f => f.Role == role).Select(f => f.Name)];
        FunctionEntry? other = catalog.All.FirstOrDefault(f => f.Name == call.Name);
        string hint = other is not null ? $"It is a {FunctionCatalog.Word(other.Role)}." : Spelling.Suggest(call.Name, known) ?? $"Known: {string.Join(", ", known)}.";
        findings.Add(PipelineFindings.Function, stage, setting, $"the name of a {word}", $"'{call.Name}'", hint);
    }

    private void CheckPath(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)) findings.Add(PipelineFindings.Range, stage, stage.Operation.Keyword, "the path of a file", path.Length == 0 ? "nothing" : "one with a NUL");
    }

    private void CheckBatch(BatchOperation batch)
    {
        Within("size", batch.Size, 1, PipelineLimits.MaxGroup);
        if (batch.Within is { } within && (within <= SimDuration.Zero || within > PipelineLimits.Longest)) Wrong("within", $"more than 0 s, at most {PipelineLimits.Longest}", $"{within}");
    }

    private void CheckFailures(FailSomeOperation some)
    {
        if (some.Every is { } every) Within("every", every, 1, PipelineLimits.MaxEvery);
        else if (some.Share is not (>= 0 and <= 1)) Wrong("share", "0 to 1", FormattableString.Invariant($"{some.Share}"));
        if (!Enum.IsDefined(some.How)) Wrong("how", "error, hang or crash", $"{some.How}");
    }

    private void CheckProgram(ProgramOperation program)
    {
        bool isCommand = program.Command is [{ Length: > 0 }, ..] && !program.Command.Any(w => w.Contains('\0', StringComparison.Ordinal));
        if (!isCommand) findings.Add(PipelineFindings.Range, stage, "program", "a program and its arguments", program.Command.IsDefaultOrEmpty ? "nothing" : "a word that no program can be given");
    }

    private void CheckVerifier(VerifierSink verifier)
    {
        foreach (string check in verifier.Checks.Where(c => !VerifierSink.Known.Contains(c)))
            findings.Add(PipelineFindings.Range, stage, "verify", $"some of {string.Join(", ", VerifierSink.Known)}", $"'{check}'", Spelling.Suggest(check, VerifierSink.Known));
    }

    private void Within(string setting, long value, long least, long most)
    {
        if (value < least || value > most) Wrong(setting, $"{least} to {most}", $"{value}");
    }

    private void Wrong(string setting, string expected, string got) => findings.Add(PipelineFindings.Range, stage, $"{stage.Operation.Keyword}.{setting}", expected, got);
}
