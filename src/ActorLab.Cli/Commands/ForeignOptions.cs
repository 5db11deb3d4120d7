using System.Collections.Immutable;
using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Runs;

namespace ActorLab.Cli.Commands;

/// <summary>The options of a call that mean nothing to the experiment that it runs.</summary>
internal static class ForeignOptions
{
    /// <summary>Refuses each of them, in the same words for every experiment.</summary>
    /// <returns>The call without them, so that nothing else is said of their values. The same call where it is not known what it
    /// runs.</returns>
    public static CommandCall Refuse(RunOptions options, CommandCall call)
    {
        if (call.Text(options.Experiment) is not { } word) return call;
        if (QuestionReader.ChoiceOf(word, options.Definition.Of(call)) is not { } choice) return call;
        Option[] foreign = [.. options.All.Except(options.Of(choice)).Where(call.IsGiven)];
        foreach (Option option in foreign) call.Problems.Add(Problem.NotApplicable(call.NameOf(option), choice.Name));
        return foreign.Length == 0 ? call : call.Restated([.. foreign.Select(option => (option, ImmutableArray<string>.Empty))]);
    }
}
