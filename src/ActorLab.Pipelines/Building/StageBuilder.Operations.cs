using ActorLab.Core.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;

namespace ActorLab.Pipelines.Building;

/// <summary>What a stage does. A function is one that is built in, such as <c>add(10)</c>, or a delegate under a name of its own, which remembers nothing and stays in this process.</summary>
public sealed partial class StageBuilder
{
    public StageBuilder Lines(string path) => Do(new LinesSource(path));

    public StageBuilder Stdin() => Do(new StdinSource());

    public StageBuilder Range(long first, long last) => Do(new NumberRangeSource(first, last));

    public StageBuilder Generate(long count, GeneratedKind kind = GeneratedKind.Numbers, int keys = 0) => Do(new GeneratorSource(count, kind, keys));

    /// <exception cref="FormatException">It is not written as a function is.</exception>
    public StageBuilder Map(string function) => Do(new MapOperation(Parse(function)));

    public StageBuilder Map(string name, Func<IMessage, IMessage> function) => Do(new MapOperation(_pipeline.Add(name, FunctionRole.Map, () => DelegateFunction.Map(function))));

    /// <exception cref="FormatException">It is not written as a function is.</exception>
    public StageBuilder Filter(string predicate) => Do(new FilterOperation(Parse(predicate)));

    public StageBuilder Filter(string name, Func<IMessage, bool> predicate) => Do(new FilterOperation(_pipeline.Add(name, FunctionRole.Filter, () => DelegateFunction.Filter(predicate))));

    /// <exception cref="FormatException">It is not written as a function is.</exception>
    public StageBuilder FlatMap(string function) => Do(new FlatMapOperation(Parse(function)));

    public StageBuilder FlatMap(string name, Func<IMessage, IReadOnlyList<IMessage>> function) =>
        Do(new FlatMapOperation(_pipeline.Add(name, FunctionRole.FlatMap, () => DelegateFunction.FlatMap(function))));

    /// <exception cref="FormatException">It is not written as a function is.</exception>
    public StageBuilder KeyBy(string function) => Do(new KeyByOperation(Parse(function)));

    public StageBuilder KeyBy(string name, Func<IMessage, string> function) => Do(new KeyByOperation(_pipeline.Add(name, FunctionRole.Key, () => DelegateFunction.Key(function))));

    public StageBuilder CountByKey() => Do(new CountByKeyOperation());

    public StageBuilder Batch(int size, SimDuration? within = null) => Do(new BatchOperation(size, within));

    public StageBuilder Window(int size, int every = 1) => Do(new WindowOperation(size, every));

    public StageBuilder Delay(Distribution delay) => Do(new DelayOperation(delay));

    public StageBuilder Delay(SimDuration delay) => Delay(new ConstantDistribution(delay));

    public StageBuilder Busy(Distribution time) => Do(new BusyOperation(time));

    public StageBuilder Busy(SimDuration time) => Busy(new ConstantDistribution(time));

    public StageBuilder Pass() => Do(new PassOperation());

    /// <param name="share">Of the attempts, 0 to 1.</param>
    /// <param name="how">In which way.</param>
    public StageBuilder FailSome(double share, FailureKind how = FailureKind.Error) => Do(new FailSomeOperation(how, share));

    public StageBuilder FailEvery(int every, FailureKind how = FailureKind.Error) => Do(new FailSomeOperation(how, 0, every));

    public StageBuilder Program(params IEnumerable<string> command) => Do(new ProgramOperation([.. command]));

    internal StageBuilder Actor(string name) => Do(new ActorOperation(name));

    public StageBuilder File(string path) => Do(new FileSink(path));

    public StageBuilder Stdout() => Do(new StdoutSink());

    public StageBuilder Count() => Do(new CountSink());

    /// <param name="checks">None for those that the pipeline promises here.</param>
    public StageBuilder Verify(params IEnumerable<string> checks) => Do(new VerifierSink([.. checks]));

    private static FunctionCall Parse(string text) => FunctionCall.Parse(text) ?? throw new FormatException($"expected a function such as upper or field(2, ';'), got '{text}'");
}
