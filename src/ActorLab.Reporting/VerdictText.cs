using System.Text;
using ActorLab.Core.Verify;

namespace ActorLab.Reporting;

/// <summary>A verdict for people: its status, each check, and the evidence of those that do not hold.</summary>
public static class VerdictText
{
    /// <param name="verdict">What to show.</param>
    /// <param name="maxEvidence">The most violations to show for one check.</param>
    public static string Render(Verdict verdict, int maxEvidence = CheckResult.MaxEvidence)
    {
        var text = new StringBuilder();
        text.Append("verdict: ").Append(Name(verdict.Status));
        if (verdict.Cause is { } cause) text.Append(" (").Append(cause).Append(')');
        text.Append('\n');
        int nameWidth = verdict.Checks.Select(c => c.Name.Length).DefaultIfEmpty(0).Max();
        foreach (CheckResult check in verdict.Checks) AppendCheck(text, check, nameWidth, maxEvidence);
        return text.ToString();
    }

    /// <summary>The canonical name of a status.</summary>
    public static string Name(VerdictStatus status) => status switch
    {
        VerdictStatus.Holds => "holds",
        VerdictStatus.Unknown => "unknown",
        VerdictStatus.Violated => "violated",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a status"),
    };

    /// <summary>Text of a stranger's file on one row of a terminal: control characters are shown, not sent.</summary>
    public static string Printable(string text)
    {
        if (!text.Any(char.IsControl)) return text;
        var shown = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            if (char.IsControl(c)) shown.Append("\\u").Append(((int)c).ToString("x4"));
            else shown.Append(c);
        }

        return shown.ToString();
    }

    private static void AppendCheck(StringBuilder text, CheckResult check, int nameWidth, int maxEvidence)
    {
        text.Append("  ").Append(check.Name.PadRight(nameWidth)).Append("  ").Append(Name(check.Status).PadRight(8)).Append("  ")
            .Append(Printable(check.Summary)).Append('\n');
        foreach (Violation violation in check.Evidence.Take(maxEvidence)) AppendViolation(text, violation);
        if (check.Evidence.Length > maxEvidence) text.Append("      …\n");
    }

    private static void AppendViolation(StringBuilder text, Violation violation)
    {
        text.Append("      at ").Append(FigureText.Count(violation.Position))
            .Append(": expected ").Append(Printable(violation.Expected))
            .Append(", got ").Append(Printable(violation.Got));
        if (violation.Worker is { } worker) text.Append(", from ").Append(Printable(worker));
        text.Append('\n');
    }
}
