namespace ActorLab.Core.Trace.Analysis;

/// <summary>A condition on events, such as <c>kind=send and latency&gt;5ms</c>.</summary>
/// <remarks>
/// <code>
/// condition  = all { "or" all }
/// all        = one { "and" one }
/// one        = "not" one | "(" condition ")" | field operator value
/// operator   = "=" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;="
/// </code>
/// Texts know = and != alone, and take * and ?. An event that lacks a field matches no comparison with it, not even !=.
/// </remarks>
public sealed class TraceQuery
{
    private readonly Func<TraceModel, int, bool> _condition;

    internal TraceQuery(Func<TraceModel, int, bool> condition) => _condition = condition;

    /// <exception cref="TraceQueryException">It is no condition.</exception>
    public static TraceQuery Parse(string text) => new TraceQueryParser(text).Parse();

    public bool Matches(TraceModel model, int row) => _condition(model, row);
}
