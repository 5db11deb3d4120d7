using System.Collections.Immutable;

namespace ActorLab.Pipelines.Definition;

/// <summary>A function of the <see cref="Functions.FunctionCatalog"/> with its arguments, such as <c>add(10)</c>.</summary>
/// <param name="Name">Kebab-case.</param>
/// <param name="Arguments">As they were written, without quotes.</param>
public sealed record FunctionCall(string Name, ImmutableArray<string> Arguments)
{
    public ImmutableArray<string> Arguments { get; init => field = value.IsDefault ? [] : value; } = Arguments.IsDefault ? [] : Arguments;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">A name, and arguments in parentheses if there are any. One with blanks around it, or with a comma or a quote in it, stands in quotes of the other kind: <c>split(', ')</c>.</param>
    /// <returns>Null if it is not that.</returns>
    public static FunctionCall? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        int open = trimmed.IndexOf('(', StringComparison.Ordinal);
        if (open < 0) return PipelineLimits.IsName(trimmed) ? new FunctionCall(trimmed, []) : null;
        string name = trimmed[..open].TrimEnd();
        return PipelineLimits.IsName(name) && trimmed[^1] == ')' && ArgumentsIn(trimmed[(open + 1)..^1].Trim()) is { } arguments ? new FunctionCall(name, arguments) : null;
    }

    public bool Equals(FunctionCall? other) => other is not null && Name == other.Name && Arguments.SequenceEqual(other.Arguments);

    public override int GetHashCode() => HashCode.Combine(Name, Arguments.Length);

    public override string ToString() => Arguments.IsEmpty ? Name : $"{Name}({string.Join(", ", Arguments.Select(Quoted))})";

    private static string Quoted(string argument)
    {
        bool isPlain = argument.Length > 0 && argument.Trim().Length == argument.Length && argument.AsSpan().IndexOfAny(",'\"") < 0;
        return isPlain ? argument : argument.Contains('\'', StringComparison.Ordinal) ? $"\"{argument}\"" : $"'{argument}'";
    }

    /// <returns>Null if a quote is not closed, or something stands behind one.</returns>
    private static ImmutableArray<string>? ArgumentsIn(string text)
    {
        if (text.Length == 0) return [];
        var arguments = ImmutableArray.CreateBuilder<string>();
        int at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            bool isQuoted = at < text.Length && text[at] is '\'' or '"';
            int end = isQuoted ? text.IndexOf(text[at], at + 1) : text.IndexOf(',', at);
            if (isQuoted && end < 0) return null;
            if (end < 0) end = text.Length;
            string argument = isQuoted ? text[(at + 1)..end] : text[at..end].TrimEnd();
            if (!isQuoted && argument.Length == 0) return null;
            arguments.Add(argument);
            at = isQuoted ? end + 1 : end;
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at == text.Length) return arguments.ToImmutable();
            if (text[at++] != ',') return null;
        }
    }
}
