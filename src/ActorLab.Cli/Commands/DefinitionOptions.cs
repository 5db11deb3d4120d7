using System.CommandLine;
using ActorLab.Cli.CommandLine;

namespace ActorLab.Cli.Commands;

/// <summary>The options of every command that reads a definition from a file.</summary>
internal sealed class DefinitionOptions
{
    public Option<string[]> Set { get; } =
        new("--set") { Description = "Override a setting of the file, such as line-copy.workers=4. May be given several times.", HelpName = "key=value" };

    public Option<bool> IncludesAnywhere { get; } =
        new("--includes-anywhere") { Description = "Let the file include others outside its folder too." };

    public IReadOnlyList<Option> All => [Set, IncludesAnywhere];

    public GivenOverrides Of(CommandCall call) => new([.. call.Texts(Set)], call.IsSet(IncludesAnywhere));
}
