using System.Collections.Immutable;
using ActorLab.Hocon;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Definitions.Schema;

/// <summary>What a stage can do, each by its keyword.</summary>
public sealed class OperationSettings
{
    private readonly ImmutableArray<Entry> _entries;

    /// <param name="stage">The section that the settings are added to.</param>
    internal OperationSettings(Section stage)
    {
        _entries =
        [
            Of(stage, new PathSetting("lines") { IsOptional = true }, path => new LinesSource(path)),
            Switch(stage, "stdin", () => new StdinSource()),
            Of(stage, new RangeSettings()),
            Of(stage, new GenerateSettings()),
            Of(stage, new FunctionSetting("map"), call => new MapOperation(call)),
            Of(stage, new FunctionSetting("filter"), call => new FilterOperation(call)),
            Of(stage, new FunctionSetting("flat-map"), call => new FlatMapOperation(call)),
            Of(stage, new FunctionSetting("key-by"), call => new KeyByOperation(call)),
            Switch(stage, "count-by-key", () => new CountByKeyOperation()),
            Of(stage, new BatchSettings()),
            Of(stage, new WindowSettings()),
            Of(stage, new DistributionSetting("delay") { IsOptional = true }, delay => new DelayOperation(delay)),
            Of(stage, new DistributionSetting("busy") { IsOptional = true }, time => new BusyOperation(time)),
            Switch(stage, "pass", () => new PassOperation()),
            Of(stage, new FailSomeSettings()),
            Of(stage, new TextsSetting("program") { IsOptional = true }, words => new ProgramOperation([.. words])),
            Of(stage, new PathSetting("file") { IsOptional = true }, path => new FileSink(path)),
            Switch(stage, "stdout", () => new StdoutSink()),
            Switch(stage, "count", () => new CountSink()),
            Of(stage, new ChecksSetting("verify") { IsOptional = true }, checks => new VerifierSink([.. checks])),
        ];
    }

    /// <summary>The keys, in the order in which they are explained.</summary>
    public IEnumerable<string> Keys => _entries.Select(e => e.Node.Key);

    /// <summary>Those that a stage has, as they were written.</summary>
    internal IReadOnlyList<string> KeysIn(HoconField stage) =>
        stage.Value is HoconObject settings ? [.. settings.Keys.Where(key => _entries.Any(e => e.Node.Key == key && e.IsChosen(stage[key])))] : [];

    /// <returns>Null if it is wrong.</returns>
    internal StageOperation? Read(string key, HoconField stage, ReadingProblems problems) => _entries.First(e => e.Node.Key == key).Read(stage[key], problems);

    internal void CheckTogether(string key, HoconField stage, ChosenValues chosen)
    {
        if (_entries.First(e => e.Node.Key == key).Node is OperationSection section) section.CheckTogether(stage[key], chosen);
    }

    private static Entry Of<T>(Section stage, Setting<T> setting, Func<T, StageOperation> make) where T : class =>
        new(stage.Add(setting), field => field.IsPresent, (field, problems) => setting.Read(field, problems) is { } value ? make(value) : null);

    private static Entry Of(Section stage, OperationSection section) => new(stage.Add(section), field => field.IsPresent, section.Read);

    private static Entry Switch(Section stage, string key, Func<StageOperation> make)
    {
        SwitchSetting setting = stage.Add(new SwitchSetting(key) { IsOptional = true });
        // One that is off is not there; what is neither on nor off was meant to be there.
        return new Entry(setting, field => field.IsPresent && setting.Read(field, new ReadingProblems([])) != false, (field, problems) => setting.Read(field, problems) is true ? make() : null);
    }

    private sealed record Entry(SchemaNode Node, Func<HoconField, bool> IsChosen, Func<HoconField, ReadingProblems, StageOperation?> Read);
}

/// <summary>An operation with several settings.</summary>
public abstract class OperationSection : Section
{
    private protected OperationSection(string key) : base(key)
    {
    }

    /// <returns>Null if anything is wrong.</returns>
    internal abstract StageOperation? Read(HoconField field, ReadingProblems problems);

    /// <summary>Says whether its settings, each right in itself, do not go together.</summary>
    internal virtual void CheckTogether(HoconField field, ChosenValues chosen)
    {
    }
}

/// <summary>Whole numbers in a row.</summary>
public sealed class RangeSettings : OperationSection
{
    private readonly IntegerSetting _from, _to;

    internal RangeSettings() : base("range")
    {
        _from = Add(new IntegerSetting("from", long.MinValue, long.MaxValue) { IsOptional = true });
        _to = Add(new IntegerSetting("to", long.MinValue, long.MaxValue) { IsRequired = true });
    }

    internal override StageOperation? Read(HoconField field, ReadingProblems problems) =>
        _to.Read(field[_to.Key], problems) is { } to ? new NumberRangeSource(_from.Read(field[_from.Key], problems) ?? 1, to) : null;
}

/// <summary>Seeded items.</summary>
public sealed class GenerateSettings : OperationSection
{
    private readonly IntegerSetting _count, _keys;
    private readonly ChoiceSetting<GeneratedKind> _kind;

    internal GenerateSettings() : base("generate")
    {
        _count = Add(new IntegerSetting("count", 0, PipelineLimits.MaxGenerated) { IsRequired = true });
        _kind = Add(new ChoiceSetting<GeneratedKind>("kind") { IsOptional = true });
        _keys = Add(new IntegerSetting("keys", 0, PipelineLimits.MaxKeys) { IsOptional = true });
    }

    internal override StageOperation? Read(HoconField field, ReadingProblems problems) => _count.Read(field[_count.Key], problems) is { } count
        ? new GeneratorSource(count, _kind.Read(field[_kind.Key], problems) ?? GeneratedKind.Numbers, (int)(_keys.Read(field[_keys.Key], problems) ?? 0))
        : null;
}

/// <summary>Lists of items that follow each other.</summary>
public sealed class BatchSettings : OperationSection
{
    private readonly IntegerSetting _size;
    private readonly DurationSetting _within;

    internal BatchSettings() : base("batch")
    {
        _size = Add(new IntegerSetting("size", 1, PipelineLimits.MaxGroup) { IsRequired = true });
        _within = Add(new DurationSetting("within", SimDuration.FromNanoseconds(1), PipelineLimits.Longest) { IsOptional = true });
    }

    internal override StageOperation? Read(HoconField field, ReadingProblems problems) =>
        _size.Read(field[_size.Key], problems) is { } size ? new BatchOperation((int)size, _within.Read(field[_within.Key], problems)) : null;
}

/// <summary>Lists of items that overlap.</summary>
public sealed class WindowSettings : OperationSection
{
    private readonly IntegerSetting _size, _every;

    internal WindowSettings() : base("window")
    {
        _size = Add(new IntegerSetting("size", 1, PipelineLimits.MaxGroup) { IsRequired = true });
        _every = Add(new IntegerSetting("every", 1, PipelineLimits.MaxEvery) { IsOptional = true });
    }

    internal override StageOperation? Read(HoconField field, ReadingProblems problems) =>
        _size.Read(field[_size.Key], problems) is { } size ? new WindowOperation((int)size, (int)(_every.Read(field[_every.Key], problems) ?? 1)) : null;
}

/// <summary>Attempts that fail.</summary>
public sealed class FailSomeSettings : OperationSection
{
    private readonly ChoiceSetting<FailureKind> _how;
    private readonly ShareSetting _share;
    private readonly IntegerSetting _every;

    internal FailSomeSettings() : base("fail-some")
    {
        _how = Add(new ChoiceSetting<FailureKind>("how") { IsOptional = true });
        _share = Add(new ShareSetting("share") { IsOptional = true });
        _every = Add(new IntegerSetting("every", 1, PipelineLimits.MaxEvery) { IsOptional = true });
    }

    internal override StageOperation? Read(HoconField field, ReadingProblems problems)
    {
        double? share = _share.Read(field[_share.Key], problems);
        long? every = _every.Read(field[_every.Key], problems);
        return new FailSomeOperation(_how.Read(field[_how.Key], problems) ?? FailureKind.Error, share ?? 0, (int?)every);
    }
    internal override void CheckTogether(HoconField field, ChosenValues chosen)
    {
        bool hasShare = field[_share.Key].IsPresent, hasEvery = field[_every.Key].IsPresent;
        if (!hasShare && !hasEvery) chosen.Choose(field, "share, of the attempts that fail, or every, for those at some of the items", "neither");
        else if (hasShare && hasEvery) chosen.Choose(field[_every.Key], "share or every", "both");
    }
}
