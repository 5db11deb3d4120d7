using System.CommandLine;
using System.CommandLine.Completions;
using ActorLab.Cli.CommandLine;
using ActorLab.Core.Report;

namespace ActorLab.Cli.Commands;

/// <summary>For the completion scripts: what could stand at the end of a command line that is being typed.</summary>
internal sealed class CompleteCommand : LabCommand
{
    private readonly Argument<string> _line = new("line") { Description = "The line up to the cursor, its first word included." };
    private readonly ActorLabCommand _root;

    public CompleteCommand(ActorLabCommand root) : base("complete", "List what could come next on a command line.", [])
    {
        _root = root;
        Hidden = true;
        Arguments.Add(_line);
    }

    public override Task<int> RunAsync(CommandCall call)
    {
        if (call.Text(_line) is not { } line || call.Problems.Count > 0) return Task.FromResult(call.Reject());
        foreach (string word in Suggestions(line)) call.Out.Write(word + "\n");
        return Task.FromResult(ExitCode.Holds);
    }

    internal IReadOnlyList<string> Suggestions(string line)
    {
        // The first word is however the user calls the program: a path, a link, an alias.
        string trimmed = line.TrimStart();
        int end = trimmed.IndexOf(' ');
        string rest = end < 0 ? "" : trimmed[(end + 1)..];
        string typed = rest[(rest.LastIndexOf(' ') + 1)..];
        IEnumerable<CompletionItem> items = _root.Parse(rest).GetCompletions(rest.Length);
        return [.. items.Select(i => i.InsertText ?? i.Label).Where(word => word.StartsWith(typed, StringComparison.Ordinal) && IsWanted(word)).Distinct()];
    }

    /// <summary>The short spellings of help are for old habits, not for suggestions.</summary>
    private static bool IsWanted(string word) => word is not ("-h" or "-?" or "/h" or "/?");
}
