using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ActorLab.Core.Verify;

namespace ActorLab.Pipelines.Definition;

/// <summary>What a stage does: a closed family.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "operation")]
[JsonDerivedType(typeof(LinesSource), "lines")]
[JsonDerivedType(typeof(StdinSource), "stdin")]
[JsonDerivedType(typeof(NumberRangeSource), "range")]
[JsonDerivedType(typeof(GeneratorSource), "generate")]
[JsonDerivedType(typeof(MapOperation), "map")]
[JsonDerivedType(typeof(FilterOperation), "filter")]
[JsonDerivedType(typeof(FlatMapOperation), "flat-map")]
[JsonDerivedType(typeof(KeyByOperation), "key-by")]
[JsonDerivedType(typeof(CountByKeyOperation), "count-by-key")]
[JsonDerivedType(typeof(BatchOperation), "batch")]
[JsonDerivedType(typeof(WindowOperation), "window")]
[JsonDerivedType(typeof(DelayOperation), "delay")]
[JsonDerivedType(typeof(BusyOperation), "busy")]
[JsonDerivedType(typeof(PassOperation), "pass")]
[JsonDerivedType(typeof(FailSomeOperation), "fail-some")]
[JsonDerivedType(typeof(ProgramOperation), "program")]
[JsonDerivedType(typeof(ActorOperation), "actor")]
[JsonDerivedType(typeof(FileSink), "file")]
[JsonDerivedType(typeof(StdoutSink), "stdout")]
[JsonDerivedType(typeof(CountSink), "count")]
[JsonDerivedType(typeof(VerifierSink), "verify")]
public abstract record StageOperation
{
    private protected StageOperation()
    {
    }

    /// <summary>The key that it has in a file, such as <c>flat-map</c>.</summary>
    public abstract string Keyword { get; }

    /// <summary>In a few words, for graphs.</summary>
    public abstract string Summary { get; }

    /// <summary>Exactly one item comes out for one that goes in.</summary>
    public virtual bool IsOneToOne => true;

    /// <summary>It makes items of several, or keeps a count over them: it numbers anew, takes one item after another and has one worker.</summary>
    public virtual bool IsGrouping => false;

    /// <summary>It remembers something from one item to the next, key by key.</summary>
    public virtual bool IsPerKey => false;
}

/// <summary>Makes items. They are numbered from 1.</summary>
public abstract record SourceOperation : StageOperation
{
    private protected SourceOperation()
    {
    }

    /// <summary>The time between two items; null for as fast as they are taken.</summary>
    public Distribution? Interval { get; init; }
}

/// <summary>The lines of a file, without their ends.</summary>
public sealed record LinesSource(string Path) : SourceOperation
{
    public override string Keyword => "lines";

    public override string Summary => $"lines of {Path}";
}

/// <summary>The lines of the standard input.</summary>
public sealed record StdinSource : SourceOperation
{
    public override string Keyword => "stdin";

    public override string Summary => "lines of stdin";
}

/// <summary>The whole numbers from one to another, both included.</summary>
public sealed record NumberRangeSource(long First, long Last) : SourceOperation
{
    public override string Keyword => "range";

    public override string Summary => $"{First} to {Last}";
}

/// <summary>Seeded items: numbers or words, drawn from the run's seed.</summary>
/// <param name="Count">How many, at least 0.</param>
/// <param name="Kind">What they are.</param>
/// <param name="Keys">Each gets one of that many keys <c>k1</c>, <c>k2</c>, …; 0 for none.</param>
public sealed record GeneratorSource(long Count, GeneratedKind Kind = GeneratedKind.Numbers, int Keys = 0) : SourceOperation
{
    public override string Keyword => "generate";

    public override string Summary => $"{Count} {(Kind == GeneratedKind.Words ? "words" : "numbers")}";
}

public enum GeneratedKind
{
    Numbers,
    Words,
}

/// <summary>One value for one value.</summary>
public sealed record MapOperation(FunctionCall Function) : StageOperation
{
    public override string Keyword => "map";

    public override string Summary => Function.ToString();
}

/// <summary>Passes on the items that a predicate is true for.</summary>
public sealed record FilterOperation(FunctionCall Predicate) : StageOperation
{
    public override string Keyword => "filter";

    public override string Summary => Predicate.ToString();

    public override bool IsOneToOne => false;
}

/// <summary>Any number of values for one.</summary>
public sealed record FlatMapOperation(FunctionCall Function) : StageOperation
{
    public override string Keyword => "flat-map";

    public override string Summary => Function.ToString();

    public override bool IsOneToOne => false;
}

/// <summary>Gives every item a key; its value stays.</summary>
public sealed record KeyByOperation(FunctionCall Function) : StageOperation
{
    public override string Keyword => "key-by";

    public override string Summary => $"key by {Function}";
}

/// <summary>How often each key has come so far: every item becomes that number.</summary>
public sealed record CountByKeyOperation : StageOperation
{
    public override string Keyword => "count-by-key";

    public override string Summary => "count by key";

    public override bool IsPerKey => true;
}

/// <summary>Lists of as many items as given; the last one may be shorter.</summary>
/// <param name="Size">At least 1.</param>
/// <param name="Within">The longest that the first item of a list waits for the others; null for as long as it takes.</param>
public sealed record BatchOperation(int Size, SimDuration? Within = null) : StageOperation
{
    public override string Keyword => "batch";

    public override string Summary => Within is { } within ? $"batches of {Size} within {within}" : $"batches of {Size}";

    public override bool IsOneToOne => false;

    public override bool IsGrouping => true;
}

/// <summary>Lists of the last <paramref name="Size"/> items, one list for every <paramref name="Every"/> items. What is left at the end makes no list.</summary>
public sealed record WindowOperation(int Size, int Every) : StageOperation
{
    public override string Keyword => "window";

    public override string Summary => $"windows of {Size}, every {Every}";

    public override bool IsOneToOne => false;

    public override bool IsGrouping => true;
}

/// <summary>Keeps every item for a while. Each worker waits with one item at a time.</summary>
public sealed record DelayOperation(Distribution Delay) : StageOperation
{
    public override string Keyword => "delay";

    public override string Summary => $"delay {Delay}";
}

/// <summary>Computes for a while and passes the item on: a real machine keeps a core busy, a simulated one charges it.</summary>
public sealed record BusyOperation(Distribution Time) : StageOperation
{
    public override string Keyword => "busy";

    public override string Summary => $"busy {Time}";
}

/// <summary>Passes items on unchanged, for stages that only join or share streams.</summary>
public sealed record PassOperation : StageOperation
{
    public override string Keyword => "pass";

    public override string Summary => "pass on";
}

/// <summary>Lets attempts fail, to see what becomes of the items.</summary>
/// <param name="How">In which way.</param>
/// <param name="Share">Of the attempts, 0 to 1, chosen by the seed, the item and the attempt; not used with <paramref name="Every"/>.</param>
/// <param name="Every">Every attempt at an item whose number is a multiple; null to use <paramref name="Share"/>.</param>
public sealed record FailSomeOperation(FailureKind How, double Share, int? Every = null) : StageOperation
{
    public override string Keyword => "fail-some";

    public override string Summary => Every is { } every ? $"fail 1 in {every}" : $"fail {Share:P0}";
}

public enum FailureKind
{
    /// <summary>The attempt fails with an error.</summary>
    Error,

    /// <summary>The worker never comes back with an answer; only a time-out helps.</summary>
    Hang,

    /// <summary>The process of the worker dies; only where workers are processes.</summary>
    Crash,
}

/// <summary>An external program that answers every line on its standard input with one line on its standard output. Each worker runs one.</summary>
/// <param name="Command">The program and its arguments; no shell is involved.</param>
public sealed record ProgramOperation(ImmutableArray<string> Command) : StageOperation
{
    public override string Keyword => "program";

    public override string Summary => string.Join(' ', Command);

    public bool Equals(ProgramOperation? other) => other is not null && Command.SequenceEqual(other.Command);

    public override int GetHashCode() => Command.Length;
}

/// <summary>An actor of Akka.NET's that answers every message with one. Each worker has one; only a pipeline that is made in C# can name
/// it.</summary>
/// <param name="Actor">The name that it was given in the pipeline.</param>
public sealed record ActorOperation(string Actor) : StageOperation
{
    public override string Keyword => "actor";

    public override string Summary => Actor;
}

/// <summary>Where items end. What they are written as is one line each.</summary>
public abstract record SinkOperation : StageOperation
{
    private protected SinkOperation()
    {
    }
}

public sealed record FileSink(string Path) : SinkOperation
{
    public override string Keyword => "file";

    public override string Summary => $"to {Path}";
}

public sealed record StdoutSink : SinkOperation
{
    public override string Keyword => "stdout";

    public override string Summary => "to stdout";
}

/// <summary>Counts items and forgets them.</summary>
public sealed record CountSink : SinkOperation
{
    public override string Keyword => "count";

    public override string Summary => "count";
}

/// <summary>Checks the stream of its items and forgets them.</summary>
/// <param name="Checks">Some of <see cref="Known"/>; empty for those that the pipeline promises here.</param>
public sealed record VerifierSink(ImmutableArray<string> Checks) : SinkOperation
{
    /// <summary>The check that no item comes twice.</summary>
    public const string Once = "once";

    /// <summary>The checks that there are.</summary>
    public static readonly ImmutableArray<string> Known = [CheckCatalog.Order, CheckCatalog.KeyOrder, Once];

    public override string Keyword => "verify";

    public override string Summary => Checks.IsEmpty ? "verify" : $"verify {string.Join(", ", Checks)}";

    public bool Equals(VerifierSink? other) => other is not null && Checks.SequenceEqual(other.Checks);

    public override int GetHashCode() => Checks.Length;
}
