using ActorLab.Cli.CommandLine;
using ActorLab.Core.Trace.Analysis;
using ActorLab.Reporting;

namespace ActorLab.Cli.Traces;

/// <summary>A condition on events that the user typed.</summary>
internal static class Condition
{
    /// <returns>Null if it is none; the problems have the reason.</returns>
    public static TraceQuery? Read(string option, string text, ICollection<Diagnostic> problems)
    {
        try
        {
            return TraceQuery.Parse(text);
        }
        catch (TraceQueryException refused)
        {
            string? meant = refused.Expected.Contains('(') ? Spelling.Suggest(refused.Got, refused.Expected.Split(['(', ')', ',', ' '], StringSplitOptions.RemoveEmptyEntries).Skip(2)) : null;
            problems.Add(new Diagnostic("AL0008", option, VerdictText.Printable(refused.Message) + (meant is null ? "" : "."), meant));
            return null;
        }
    }
}
