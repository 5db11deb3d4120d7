using System.CommandLine;
using System.CommandLine.Parsing;

namespace ActorLab.Cli.CommandLine;

/// <summary>What the parser did not understand, said in the way of all other diagnostics.</summary>
internal static class ParseProblems
{
    public static IEnumerable<Diagnostic> Of(ParseResult parsed) =>
        Unmatched(parsed.UnmatchedTokens, parsed.CommandResult.Command)
            // Errors of a command are about words that were not understood (said above) or a command that is missing, which the root says itself.
            .Concat(parsed.Errors.Where(e => e.SymbolResult is not CommandResult).Select(Incomplete));

    private static IEnumerable<Diagnostic> Unmatched(IReadOnlyList<string> tokens, Command command)
    {
        string[] options = [.. tokens.Where(t => t.StartsWith('-'))];
        // What follows an unknown option may be its value: one mistake is not two.
        return options.Length > 0
            ? options.Select(o => Problem.Unknown("an option", o, OptionsOf(command), o))
            : tokens.Select(t => UnmatchedWord(t, command));
    }

    private static Diagnostic UnmatchedWord(string word, Command command)
    {
        string[] subcommands = [.. command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)];
        return subcommands.Length > 0
            ? Problem.Unknown("a command", word, subcommands, word)
            : Problem.Malformed(word, $"expected nothing more after {command.Name} and its arguments");
    }

    private static string[] OptionsOf(Command command) =>
        [.. command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options).Where(o => o.Recursive)).Where(o => !o.Hidden).Select(o => o.Name)];

    private static Diagnostic Incomplete(ParseError error) => error.SymbolResult switch
    {
        OptionResult option => Values(option.Option.Name, option.Tokens.Count),
        ArgumentResult { Parent: OptionResult option } => Values(option.Option.Name, option.Tokens.Count),
        ArgumentResult argument => Values(argument.Argument.Name, argument.Tokens.Count),
        _ => Problem.Malformed("command line", error.Message.TrimEnd('.')),
    };

    private static Diagnostic Values(string path, int count) => Problem.Malformed(path, $"expected one value, got {(count == 0 ? "none" : count)}");
}
