using System.Collections.Immutable;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Runs;

namespace ActorLab.Cli.Commands;

/// <summary>
/// <c>--set machine.cores=24</c> is <c>--cores 24</c>, for an experiment that is named too: the machine that the run has anyway,
/// with other CPUs.
/// </summary>
internal static class CoresSetting
{
    public const string Key = "machine.cores";

    /// <returns>The call in those words; the same call where it does not set the CPUs, sets them by both, or runs what has no such option.</returns>
    public static CommandCall Restate(RunOptions options, CommandCall call)
    {
        ImmutableArray<string> sets = call.Texts(options.Definition.Set);
        if (sets.LastOrDefault(IsCores) is not { } cores || call.IsGiven(options.Cores) || call.Text(options.Experiment) is not { } word) return call;
        ImmutableArray<string> others = sets.RemoveAll(IsCores);
        if (QuestionReader.ChoiceOf(word, options.Definition.Of(call) with { Sets = others }) is not { } choice || !options.Of(choice).Contains(options.Cores)) return call;
        return call.Restated((options.Cores, [cores[(cores.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim()]), (options.Definition.Set, others));
    }

    private static bool IsCores(string set) => set.Split('=') is [var key, _] && key.Trim() == Key;
}
