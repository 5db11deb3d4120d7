using System.Collections.Immutable;

namespace ActorLab.Cli.Commands;

/// <summary>What a command line says about every definition that it reads.</summary>
/// <param name="Sets">The values of <c>--set</c>.</param>
/// <param name="IncludesAnywhere">Whether files outside the folder of the definition may be included.</param>
internal sealed record GivenOverrides(ImmutableArray<string> Sets, bool IncludesAnywhere);
