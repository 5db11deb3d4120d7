using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using ActorLab.Core.Report;

namespace ActorLab.Cli.CommandLine;

/// <summary>One call of a command: what the user typed, what is wrong with it so far, and where the answers go.</summary>
internal sealed class CommandCall(ParseResult parsed, IEnumerable<Diagnostic> problems, CommandIo io, CancellationToken interrupt)
{
    private ImmutableDictionary<Option, ImmutableArray<string>> _instead = ImmutableDictionary<Option, ImmutableArray<string>>.Empty;

    public List<Diagnostic> Problems { get; } = [.. problems];

    public CommandIo Io => io;

    public TextWriter Out => io.Out;

    public TextWriter Error => io.Error;

    public CancellationToken Interrupt => interrupt;

    /// <summary>The value as it was typed; null when it was not given, or was given wrongly and the parser has said so.</summary>
    public string? Text(Symbol symbol) => Texts(symbol) is [var only] ? only : null;

    /// <summary>All values of an argument or option that takes several, as they were typed.</summary>
    public ImmutableArray<string> Texts(Symbol symbol) =>
        symbol is Option option && _instead.TryGetValue(option, out ImmutableArray<string> values) ? values : [.. TokensOf(symbol).Select(t => t.Value)];

    public bool IsGiven(Option option) =>
        _instead.TryGetValue(option, out ImmutableArray<string> values) ? values.Length > 0 : parsed.GetResult(option) is { Implicit: false };

    public bool IsSet(Option<bool> flag) => IsGiven(flag) && Text(flag) is null or "true";

    /// <summary>The name of an option as it was typed, which may be another than its first.</summary>
    public string NameOf(Option option) => parsed.GetResult(option)?.IdentifierToken?.Value ?? option.Name;

    /// <summary>The same call in other words: some options with other values, those without any as if they had not been given.</summary>
    public CommandCall Restated(params ImmutableArray<(Option Option, ImmutableArray<string> Values)> options) =>
        new(parsed, Problems, io, interrupt) { _instead = _instead.SetItems(options.Select(o => KeyValuePair.Create(o.Option, o.Values))) };

    /// <summary>The same call as if an option had been given with other values. What is wrong with it is its own, and it prints no notes.</summary>
    public CommandCall With(Option option, params ImmutableArray<string> values) =>
        new(parsed, [], io with { Error = TextWriter.Null }, interrupt) { _instead = _instead.SetItem(option, values) };

    /// <summary>Prints all that is wrong.</summary>
    /// <returns>The exit code for it.</returns>
    public int Reject()
    {
        foreach (Diagnostic problem in Problems.Distinct()) Error.WriteLine($"actorlab: {problem}");
        return ExitCode.BadUsage;
    }

    private IReadOnlyList<Token> TokensOf(Symbol symbol) => symbol switch
    {
        Option option => parsed.GetResult(option)?.Tokens ?? [],
        Argument argument => parsed.GetResult(argument)?.Tokens ?? [],
        _ => throw new ArgumentException($"{symbol.Name} has no value", nameof(symbol)),
    };
}
