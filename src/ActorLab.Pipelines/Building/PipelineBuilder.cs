using System.Collections.Immutable;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Planning;

namespace ActorLab.Pipelines.Building;

/// <summary>A pipeline written in C#, stage by stage, as it would be in a file.</summary>
/// <example><code>
/// PipelineBuilder pipeline = Pipeline.Named("word-count")
///     .Stage("lines", s => s.Lines("poem.txt"))
///     .Stage("words", s => s.From("lines").FlatMap("words").Workers(4))
///     .Stage("out", s => s.From("words").Stdout());
/// </code></example>
public sealed class PipelineBuilder
{
    private readonly List<StageDefinition> _stages = [];
    private readonly string _name;
    private int _window = PipelineDefinition.DefaultWindow;
    private bool _mayDeadlock;
    private string? _folder;

    internal PipelineBuilder(string name) => _name = name;

    /// <summary>The pipeline as it is by now, with absolute paths alone.</summary>
    public PipelineDefinition Definition =>
        PipelinePaths.From(new PipelineDefinition { Name = _name, Stages = [.. _stages], Window = _window, MayDeadlock = _mayDeadlock }, _folder ?? Directory.GetCurrentDirectory());

    /// <summary>The functions that are built in, and those that stages were given.</summary>
    public FunctionCatalog Catalog { get; private set; } = FunctionCatalog.BuiltIn;

    /// <summary>All that is wrong with it.</summary>
    public ImmutableArray<Diagnostic> Findings => PipelineChecks.Find(Definition, Catalog);

    /// <summary>What relative paths are relative to; the current folder without it.</summary>
    public PipelineBuilder PathsFrom(string folder)
    {
        _folder = Path.GetFullPath(folder);
        return this;
    }

    /// <inheritdoc cref="PipelineDefinition.Window"/>
    public PipelineBuilder Window(int items)
    {
        _window = items;
        return this;
    }

    /// <inheritdoc cref="PipelineDefinition.MayDeadlock"/>
    public PipelineBuilder MayDeadlock()
    {
        _mayDeadlock = true;
        return this;
    }

    /// <summary>One stage more.</summary>
    /// <exception cref="ArgumentException">The stage was not told what to do, or was given a function under a name that another has.</exception>
    public PipelineBuilder Stage(string name, Func<StageBuilder, StageBuilder> describe)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(describe);
        _stages.Add(describe(new StageBuilder(name, this)).Definition);
        return this;
    }

    /// <summary>A stage whose workers hand each item to an actor of Akka.NET's and pass on its answer.</summary>
    /// <param name="name">Of the stage, and of the actor in the pipeline.</param>
    /// <param name="props">Makes the actor, once for each worker. A text reaches it as a <see cref="string"/>, a number as a
    /// <see cref="long"/>, any other value as it is; it answers <c>Sender</c> with one such message, or with
    /// <see cref="Akka.Actor.Status.Failure"/>. What it throws fails the item.</param>
    /// <param name="describe">Where its items come from, its workers, retries and time-outs.</param>
    /// <example><code>
    /// .Stage("priced", Props.Create(() => new Pricing()), s => s.From("orders").Workers(4).Order(ItemOrder.Input))
    /// </code></example>
    public PipelineBuilder Stage(string name, Akka.Actor.Props props, Func<StageBuilder, StageBuilder> describe)
    {
        ArgumentNullException.ThrowIfNull(props);
        ArgumentNullException.ThrowIfNull(describe);
        Catalog = Catalog.With(name, props);
        return Stage(name, stage => describe(stage.Actor(name)));
    }

    /// <summary>A function of the program's own.</summary>
    internal FunctionCall Add(string name, FunctionRole role, Func<StageFunction> make)
    {
        Catalog = Catalog.With(new FunctionEntry(name, role, [], "made in C#", _ => make()));
        return new FunctionCall(name, []);
    }
}

/// <summary>Where a pipeline in C# begins.</summary>
public static class Pipeline
{
    /// <param name="name">Kebab-case.</param>
    public static PipelineBuilder Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new PipelineBuilder(name);
    }
}
