using ActorLab.Hocon;

namespace ActorLab.Definitions;

/// <summary>Places as people are told of them.</summary>
internal static class OriginText
{
    /// <summary>An override that is one whole value: a flag of the command line, a variable of the environment. Where in it the value stands says nothing.</summary>
    public const string OptionPrefix = "--";

    public const string VariablePrefix = "environment ";

    /// <param name="origin">Where a value stands.</param>
    /// <param name="usedAt">The substitution that brought it elsewhere; null for none.</param>
    public static string Of(Origin origin, Origin? usedAt) => usedAt is null ? Of(origin) : $"{Of(origin)} (used at {Of(usedAt)})";

    public static string Of(Origin origin) => IsWholeValue(origin) ? origin.Source : origin.ToString();

    private static bool IsWholeValue(Origin origin) => origin.IncludedFrom is null
        && (origin.Source.StartsWith(VariablePrefix, StringComparison.Ordinal) || (origin.Source.StartsWith(OptionPrefix, StringComparison.Ordinal) && !origin.Source.Contains(' ', StringComparison.Ordinal)));
}
