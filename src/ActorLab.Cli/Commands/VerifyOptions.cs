using System.Collections.Immutable;
using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Runs;
using ActorLab.Core.Verify;

namespace ActorLab.Cli.Commands;

/// <summary>What <c>actorlab verify</c> can be told, and what it makes of it.</summary>
internal sealed class VerifyOptions
{
    private static readonly Dictionary<string, DeliveryClass> DeliveryNames = new(StringComparer.Ordinal)
    {
        ["exactly-once"] = DeliveryClass.ExactlyOnce,
        ["at-least-once"] = DeliveryClass.AtLeastOnce,
        ["at-most-once"] = DeliveryClass.AtMostOnce,
    };

    private readonly Argument<string[]> _files = new("output")
    {
        Description = "What to judge; - is standard input. Several files are parts of one stream.", HelpName = "file", Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _input = new("--input") { Description = "The file that the lines or records should be a copy of.", HelpName = "file" };
    private readonly Option<string> _format = new("--format") { Description = $"How the files are written: {string.Join(", ", VerifyFormat.Names)}. Otherwise they tell by their names and first rows.", HelpName = "name" };
    private readonly Option<string> _columns = new("--columns") { Description = "Which column of a table has which role, such as producer=source,seq=n.", HelpName = "role=column,…" };
    private readonly Option<string[]> _checks = new("--check") { Description = "A check to make, and no other; may be given several times.", HelpName = "name" };
    private readonly Option<string> _maxReordered = new("--max-reordered") { Description = "Reordered items that are tolerated.", HelpName = "items" };
    private readonly Option<string> _maxExtent = new("--max-extent") { Description = "The greatest reordering extent that is tolerated.", HelpName = "items" };
    private readonly Option<string> _delivery = new("--delivery") { Description = "How often an item may come: exactly-once, at-least-once or at-most-once.", HelpName = "class" };
    private readonly Option<string> _count = new("--count") { Description = "How many items each producer sent.", HelpName = "items" };
    private readonly Option<string> _n = new("--n") { Description = "The n that no item may be n-reordered with; 3 if not given.", HelpName = "items" };
    private readonly Option<string> _threshold = new("--threshold") { Description = "DT and BT of RFC 5236; 8 if not given.", HelpName = "items" };
    private readonly Option<string> _lateness = new("--lateness") { Description = "How far an item's time may be behind the greatest so far.", HelpName = "time" };
    private readonly Option<string> _buffer = new("--buffer") { Description = "Items that a resequencer can hold.", HelpName = "items" };

    private readonly Option<string> _actor = new("--actor") { Description = "Of a trace: judge the items as this actor handled them, instead of all messages: path, name or number.", HelpName = "actor" };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the verdict as JSON." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_files);
        Option[] options = [_input, _format, _columns, _checks, _maxReordered, _maxExtent, _delivery, _count, _n, _threshold, _lateness, _buffer, _actor, Json];
        foreach (Option option in options) command.Options.Add(option);
        _checks.CompletionSources.Add([.. CheckCatalog.All.Select(c => c.Name)]);
        _format.CompletionSources.Add([.. VerifyFormat.Names]);
        _delivery.CompletionSources.Add([.. DeliveryNames.Keys]);
    }

    /// <summary>Reads them all; what is wrong goes to the problems of the call.</summary>
    public VerifyRequest Read(CommandCall call)
    {
        ImmutableArray<string> files = [.. call.Texts(_files)];
        if (files.Count(f => f == GivenFile.StandardInput) > 1) call.Problems.Add(Problem.Malformed(_files.Name, "expected standard input once"));
        VerifyFormat format = ReadFormat(call, files);
        ImmutableArray<string> checks = ReadChecks(call, format);
        string? input = call.Text(_input);
        if (input is null && format.IsLines && !call.IsGiven(_input)) call.Problems.Add(Problem.Malformed(_input.Name, "expected the file that the output should be a copy of"));
        if (input is not null && !format.IsLines) call.Problems.Add(Problem.Excluded(_input.Name, $"does not apply to {format.Name}", format.IsTrace ? "A trace has no lines." : "Give the number of items with --count, or announce it in a column count."));
        string? actor = ReadActor(call, format, checks);
        if (format.IsTrace && files.Length > 1) call.Problems.Add(Problem.Malformed(_files.Name, $"expected one trace, got {files.Length} files"));
        return new VerifyRequest(files, input, format, ReadColumns(call, format), checks, ReadLimits(call), call.IsGiven(_lateness), actor);
    }

    /// <summary>A trace has two streams to judge, and most checks fit only one of them.</summary>
    private string? ReadActor(CommandCall call, VerifyFormat format, ImmutableArray<string> checks)
    {
        string? actor = call.Text(_actor);
        if (!format.IsTrace)
        {
            if (actor is not null) call.Problems.Add(Problem.Excluded(_actor.Name, $"does not apply to {format.Name}", "Only traces have actors."));
            return null;
        }

        if (actor is null && call.IsGiven(_count)) call.Problems.Add(Problem.Excluded(_count.Name, "does not apply to all messages of a trace", "Name an actor with --actor to judge its items."));
        foreach (string check in checks.Where(c => CheckCatalog.Find(c) is { } known && format.Allows(known)))
        {
            if (actor is null && !TraceVerifier.MessageChecks.Contains(check)) call.Problems.Add(Problem.Excluded(_checks.Name, $"{check} does not apply to all messages of a trace", "Name an actor with --actor to judge its items."));
            else if (actor is not null && check is CheckCatalog.ProducerOrder or CheckCatalog.CausalOrder) call.Problems.Add(Problem.Excluded(_checks.Name, $"{check} does not apply to the items of one actor", "Leave out --actor to judge all messages."));
        }

        return actor;
    }

    private VerifyFormat ReadFormat(CommandCall call, ImmutableArray<string> files)
    {
        string? name = call.Text(_format);
        if (name is null) return VerifyFormat.Guess(files);
        VerifyFormat? format = VerifyFormat.Find(name);
        if (format is null) call.Problems.Add(Problem.Unknown("a format", name, VerifyFormat.Names, _format.Name));
        return format ?? VerifyFormat.Guess(files);
    }

    private ImmutableArray<string> ReadChecks(CommandCall call, VerifyFormat format)
    {
        ImmutableArray<string> names = [.. call.Texts(_checks).Distinct()];
        foreach (string name in names)
        {
            if (CheckCatalog.Find(name) is not { } check) call.Problems.Add(Problem.Unknown("a check", name, [.. CheckCatalog.All.Select(c => c.Name)], _checks.Name));
            else if (!format.Allows(check)) call.Problems.Add(Problem.Excluded(_checks.Name, $"{name} does not apply to {format.Name}", $"Of {format.Name} one can check {string.Join(", ", format.Checks)}."));
        }

        return names;
    }

    private ColumnMap ReadColumns(CommandCall call, VerifyFormat format)
    {
        string? text = call.Text(_columns);
        if (text is null) return ColumnMap.Default;
        if (format.IsLines || format.IsTrace) call.Problems.Add(Problem.Excluded(_columns.Name, $"does not apply to {format.Name}", "Only tables have columns."));
        List<string> wrong = [];
        ColumnMap columns = ColumnMap.Parse(text, wrong);
        foreach (string problem in wrong) call.Problems.Add(Problem.Malformed(_columns.Name, problem));
        return columns;
    }

    private StreamLimits ReadLimits(CommandCall call)
    {
        long? Number(Option option, long minimum, long maximum) => Problem.ReadInteger(option.Name, call.Text(option), minimum, maximum, call.Problems);
        string? delivery = call.Text(_delivery);
        if (delivery is not null && !DeliveryNames.ContainsKey(delivery)) call.Problems.Add(Problem.Unknown("a delivery class", delivery, DeliveryNames.Keys, _delivery.Name));
        StreamLimits usual = StreamLimits.Default;
        return usual with
        {
            MaxReordered = Number(_maxReordered, 0, long.MaxValue),
            MaxExtent = Number(_maxExtent, 0, long.MaxValue),
            Delivery = DeliveryNames.GetValueOrDefault(delivery ?? "", usual.Delivery),
            Count = Number(_count, 1, long.MaxValue - 1),
            NReordering = (int)(Number(_n, 1, NReorderingChecker.MaxN) ?? usual.NReordering),
            DensityThreshold = (int)(Number(_threshold, 1, 1_000_000) ?? usual.DensityThreshold),
            Lateness = Number(_lateness, 0, long.MaxValue) ?? usual.Lateness,
            BufferItems = Number(_buffer, 0, long.MaxValue),
        };
    }
}
