using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Functions;

/// <summary>What a function may be used for.</summary>
public enum FunctionRole
{
    /// <summary>A value for a value.</summary>
    Map,

    /// <summary>Yes or no.</summary>
    Filter,

    /// <summary>Any number of values for one.</summary>
    FlatMap,

    /// <summary>A key for an item.</summary>
    Key,
}

/// <summary>A function that stages can name.</summary>
/// <param name="Name">Kebab-case.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Parameters">What stands between its parentheses, such as <c>field, separator</c>; empty for none.</param>
/// <param name="Summary">One line.</param>
/// <param name="Make">Makes it of its arguments, an instance for each worker.</param>
public sealed record FunctionEntry(string Name, FunctionRole Role, ImmutableArray<string> Parameters, string Summary, Func<ImmutableArray<string>, StageFunction> Make);

/// <summary>The functions that stages can name: those that are built in, and those that a program adds.</summary>
public sealed class FunctionCatalog
{
    public static readonly FunctionCatalog BuiltIn = new(BuiltInFunctions.All);

    private readonly ImmutableArray<FunctionEntry> _entries;

    private readonly ImmutableDictionary<string, Akka.Actor.Props> _actors;

    private FunctionCatalog(ImmutableArray<FunctionEntry> entries, ImmutableDictionary<string, Akka.Actor.Props>? actors = null)
    {
        _entries = entries;
        _actors = actors ?? ImmutableDictionary.Create<string, Akka.Actor.Props>(StringComparer.Ordinal);
    }

    /// <summary>In the order in which they are listed.</summary>
    public IReadOnlyList<FunctionEntry> All => _entries;

    /// <summary>The same with a function more. A plan with it cannot leave its process.</summary>
    /// <exception cref="ArgumentException">There is one of that name and role.</exception>
    public FunctionCatalog With(FunctionEntry entry)
    {
        if (Find(entry.Name, entry.Role) is not null) throw new ArgumentException($"there is a function {entry.Name} already");
        return new FunctionCatalog(_entries.Add(entry), _actors);
    }

    /// <summary>The same with an actor more. A plan with it cannot leave its process.</summary>
    /// <param name="name">Kebab-case.</param>
    /// <param name="props">Makes the actor, once for each worker.</param>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public FunctionCatalog With(string name, Akka.Actor.Props props)
    {
        if (_actors.ContainsKey(name)) throw new ArgumentException($"there is an actor {name} already");
        return new FunctionCatalog(_entries, _actors.Add(name, props));
    }

    /// <summary>What makes an actor; null if there is none of that name.</summary>
    public Akka.Actor.Props? FindActor(string name) => _actors.GetValueOrDefault(name);

    public FunctionEntry? Find(string name, FunctionRole role) => _entries.FirstOrDefault(e => e.Role == role && e.Name == name);

    /// <summary>Makes a function, or says what is wrong with the call.</summary>
    public bool TryMake(FunctionCall call, FunctionRole role, [NotNullWhen(true)] out StageFunction? function, [NotNullWhen(false)] out string? error)
    {
        function = null;
        if (Find(call.Name, role) is not { } entry)
        {
            error = $"there is no {Word(role)} '{call.Name}'";
            return false;
        }

        if (call.Arguments.Length != entry.Parameters.Length)
        {
            error = $"expected {entry.Name}{(entry.Parameters.IsEmpty ? "" : $"({string.Join(", ", entry.Parameters)})")}, got {call}";
            return false;
        }

        try
        {
            function = entry.Make(call.Arguments);
            error = null;
            return true;
        }
        catch (ArgumentException wrong)
        {
            error = $"{call}: {wrong.Message}";
            return false;
        }
    }

    /// <summary>What the functions of a role are called.</summary>
    public static string Word(FunctionRole role) => role switch
    {
        FunctionRole.Map => "function",
        FunctionRole.Filter => "predicate",
        FunctionRole.FlatMap => "splitting function",
        FunctionRole.Key => "key",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };
}

/// <summary>A function made of a delegate, for those that remember nothing.</summary>
public sealed class DelegateFunction(Func<PipelineItem, Outcome> apply) : StageFunction
{
    public override Outcome Apply(PipelineItem item) => apply(item);

    public static DelegateFunction Map(Func<IMessage, IMessage> function) => new(item => Outcome.One(item with { Value = function(item.Value) }));

    public static DelegateFunction Filter(Func<IMessage, bool> predicate) => new(item => predicate(item.Value) ? Outcome.One(item) : Outcome.None);

    public static DelegateFunction FlatMap(Func<IMessage, IReadOnlyList<IMessage>> function) => new(item => Outcome.Parts(item, function(item.Value)));

    public static DelegateFunction Key(Func<IMessage, string> function) => new(item => Outcome.One(item with { Key = function(item.Value) }));
}
