namespace ActorLab.Hocon.Parsing;

/// <summary>The files that are being read, each by the one after it: what an include may not name again.</summary>
internal sealed record IncludeChain(string Identity, IncludeChain? Outer)
{
    /// <summary>How many files there are in it.</summary>
    public int Length { get; } = 1 + (Outer?.Length ?? 0);

    public bool Holds(string identity) => string.Equals(Identity, identity, StringComparison.Ordinal) || (Outer?.Holds(identity) ?? false);
}

/// <summary><c>include "name"</c>, <c>include file("name")</c>, and either in <c>required( )</c>, in the place of a field.</summary>
internal sealed class IncludeStatement(
    ParseContext context, Scanner scanner, HoconSource source, IncludeChain chain, IncludeScope? scope, List<string?> path)
{
    private const string Keyword = "include";
    private const string Forms = "\"name\", file(\"name\"), or either in required( )";

    /// <summary>Whether the unquoted word <c>include</c> stands here, alone.</summary>
    public static bool StandsAt(Scanner scanner)
    {
        if (scanner.Current != 'i' || !scanner.StartsWith(Keyword)) return false;
        int start = scanner.Position;
        bool alone = scanner.Unquoted().Length == Keyword.Length;
        scanner.Position = start;
        return alone;
    }

    /// <returns>False if the statement or what it includes is wrong in a way that leaves this text in the middle of it.</returns>
    public bool Parse(HoconObject target, int depth)
    {
        int start = scanner.Position;
        scanner.Position += Keyword.Length;
        scanner.SkipBlank();
        bool required = Opens("required(");
        bool file = Opens("file(");
        int nameAt = scanner.Position;
        if (!file && (scanner.StartsWith("url(") || scanner.StartsWith("classpath(")))
        {
            scanner.Report(nameAt, "only files can be included, neither URLs nor class path resources", Forms);
            return false;
        }

        if (scanner.Current != '"')
        {
            scanner.Report(nameAt, $"expected a quoted name behind include, got {scanner.Here()}", Forms, scanner.Here());
            return false;
        }

        if (scanner.Quoted() is not { } name) return false;
        if (!Closes(file) || !Closes(required)) return false;
        Include(target, name, required, start, nameAt, depth);
        return true;
    }

    private bool Opens(string form)
    {
        if (!scanner.StartsWith(form)) return false;
        scanner.Position += form.Length;
        scanner.SkipBlank();
        return true;
    }

    private bool Closes(bool opened)
    {
        if (!opened) return true;
        scanner.SkipBlank();
        if (scanner.Current == ')')
        {
            scanner.Position++;
            return true;
        }

        scanner.Report(scanner.Position, $"expected ')' behind the name to include, got {scanner.Here()}", "')'", scanner.Here());
        return false;
    }

    private void Include(HoconObject target, string name, bool required, int start, int nameAt, int depth)
    {
        if (context.Includes is not { } files)
        {
            scanner.Report(start, $"'{name}' cannot be included: a text that is no file includes nothing unless the options say from where", "no include");
            return;
        }

        if (name.Contains("://", StringComparison.Ordinal))
        {
            scanner.Report(nameAt, $"'{name}' is a URL; only files can be included", Forms);
            return;
        }

        // Without an extension the name stands for both formats; HOCON comes last, and so has priority.
        string[] candidates = name.Length > 0 && Path.GetExtension(name.AsSpan()).IsEmpty ? [name + ".json", name + ".conf"] : [name];
        bool found = false;
        foreach (string candidate in candidates)
        {
            if (context.Stopped || !Counted(start)) return;
            IncludeAnswer answer = files.Open(new IncludeRequest(candidate, chain.Identity, context.BytesLeft));
            found |= answer is not IncludeAnswer.Missing;
            if (answer is IncludeAnswer.Refused(var reason)) scanner.Report(nameAt, $"'{candidate}' cannot be included: {reason}");
            if (answer is IncludeAnswer.Found file) Read(target, file, start, depth);
        }

        if (!found && required) scanner.Report(nameAt, $"the required file '{name}' does not exist", "a file", "nothing");
    }

    private bool Counted(int start)
    {
        if (++context.IncludeCount <= context.Options.MaxIncludes) return true;
        scanner.Report(start, $"more than {context.Options.MaxIncludes} files are included", $"at most {context.Options.MaxIncludes} includes");
        context.Stop();
        return false;
    }

    private void Read(HoconObject target, IncludeAnswer.Found file, int start, int depth)
    {
        if (chain.Holds(file.Identity))
        {
            scanner.Report(start, $"'{file.Name}' includes itself, directly or through others");
            return;
        }

        if (chain.Length > context.Options.MaxDepth)
        {
            scanner.Report(start, $"includes are nested deeper than {context.Options.MaxDepth} levels", $"at most {context.Options.MaxDepth} levels");
            context.Stop();
            return;
        }

        if (!context.Charge(source, start, file.Utf8.Length)) return;
        if (context.Decode(file.Name, file.Utf8.Span, source, start) is not { } included) return;
        string[]? prefix = path.Contains(null) ? null : [.. path!];
        Parser parser = new(context, included, new IncludeChain(file.Identity, chain), new IncludeScope(prefix, scope), path, depth - 1);
        parser.ParseInto(target, source, start);
    }
}
