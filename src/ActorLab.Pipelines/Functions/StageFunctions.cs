using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Functions;

/// <summary>The functions behind the operations of stages.</summary>
internal static class StageFunctions
{
    private static readonly DelegateFunction PassOn = new(Outcome.One);

    /// <summary>The function of an operation that takes one item after another; a new instance.</summary>
    /// <exception cref="InvariantViolatedException">It has none, or the catalog does not know it: the checks should have found that.</exception>
    public static StageFunction Make(StageOperation operation, FunctionCatalog catalog) => operation switch
    {
        MapOperation(var call) => Called(catalog, call, FunctionRole.Map),
        FilterOperation(var call) => Called(catalog, call, FunctionRole.Filter),
        FlatMapOperation(var call) => Called(catalog, call, FunctionRole.FlatMap),
        KeyByOperation(var call) => Called(catalog, call, FunctionRole.Key),
        CountByKeyOperation => new CountByKey(),
        DelayOperation or BusyOperation or PassOperation or FailSomeOperation or ProgramOperation or ActorOperation => PassOn,
        _ => throw new InvariantViolatedException($"{operation.Keyword} has no function"),
    };

    private static StageFunction Called(FunctionCatalog catalog, FunctionCall call, FunctionRole role) =>
        catalog.TryMake(call, role, out StageFunction? function, out string? error) ? function : throw new InvariantViolatedException(error);
}

/// <summary>How often each key has come so far.</summary>
internal sealed class CountByKey : StageFunction
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public override Outcome Apply(PipelineItem item)
    {
        string key = item.Key ?? throw new StageFunctionException($"item {item.Path} has no key to be counted by");
        long count = _counts.GetValueOrDefault(key) + 1;
        _counts[key] = count;
        return Outcome.One(item with { Value = new TextValue($"{key} {count}") });
    }
}
