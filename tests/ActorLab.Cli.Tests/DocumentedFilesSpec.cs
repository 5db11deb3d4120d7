using System.Text.RegularExpressions;

namespace ActorLab.Cli.Tests;

/// <summary>A file that a document names is shipped, or one of the documents shows how it is made.</summary>
public sealed partial class DocumentedFilesSpec
{
    private const int MatchMilliseconds = 10_000;

    /// <summary>The reader's own, and another project's.</summary>
    private static readonly string[] s_others = ["my.conf", "FILE.conf", "poem.txt", "big.txt", "akka.conf"];

    /// <summary>
    /// By a run in the folder of its state, by <c>new pipeline shop</c>, and by a loop that has part of the name in a variable.
    /// </summary>
    private static readonly string[] s_madeOtherwise = ["finished.json", "manifest.json", "shop.conf", "drop-head.txt"];

    private static readonly string[] s_shipped =
        [.. Shipped(Lab.Repository).Select(path => Path.GetRelativePath(Lab.Repository, path))];

    private static readonly string[] s_documents = [.. s_shipped.Where(path => path.EndsWith(".md", StringComparison.Ordinal))];

    [Fact]
    public void A_file_that_a_document_names_is_there_or_is_made_there()
    {
        Assert.True(s_documents.Length > 15, "the documents were not found");
        HashSet<string> made =
            [.. s_madeOtherwise, .. s_documents.SelectMany(d => Making().Matches(TextOf(d))).Select(m => m.Groups["name"].Value)];
        string[] missing =
        [
            .. from document in s_documents
               from name in Named().Matches(TextOf(document)).Select(m => m.Value).Distinct(StringComparer.Ordinal)
               where !s_others.Contains(name) && !made.Contains(name) && !IsShipped(document, name)
               select $"{document}: {name}",
        ];
        Assert.Empty(missing);
    }

    [Fact]
    public void A_link_of_a_document_leads_to_a_file_that_is_there()
    {
        (string Document, string Target)[] links =
        [
            .. from document in s_documents
               from target in Link().Matches(TextOf(document)).Select(m => m.Groups["target"].Value)
               where !target.Contains("://", StringComparison.Ordinal)
               select (document, target),
        ];
        Assert.True(links.Length > 30, "the links were not found");
        Assert.DoesNotContain(links, l => !IsShipped(l.Document, l.Target));
    }

    /// <summary>From the root, from where the document stands, or anywhere by the end of its path.</summary>
    private static bool IsShipped(string document, string name)
    {
        string beside = Path.GetRelativePath(
            Lab.Repository, Path.Combine(Lab.Repository, Path.GetDirectoryName(document)!, name));
        return s_shipped.Any(path => path == beside || path == name || path.EndsWith("/" + name, StringComparison.Ordinal))
            || Directory.Exists(Path.Combine(Lab.Repository, beside));
    }

    private static string TextOf(string document) => File.ReadAllText(Path.Combine(Lab.Repository, document));

    private static IEnumerable<string> Shipped(string folder) =>
    [
        .. Directory.GetFiles(folder),
        .. Directory.GetDirectories(folder).Where(
            d => Path.GetFileName(d) is not ("bin" or "obj" or "artifacts" or ".git")).SelectMany(Shipped),
    ];

    [GeneratedRegex(
        @"(?<![\w/.$-])([\w.-]*\w/)*[\w-][\w.-]*\.(conf|csv|json|ndjson|trace|txt|md|cs|csproj|sln|sh|yml|svg|state)\b",
        RegexOptions.ExplicitCapture, MatchMilliseconds)]
    private static partial Regex Named();

    /// <summary>By a command, or as a text that begins with its name.</summary>
    [GeneratedRegex(
        @"(>|-o|--(output|trace|state|report)) ?(?<name>[\w.-]+)|^# (?<name>[\w-]+\.conf)$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, MatchMilliseconds)]
    private static partial Regex Making();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, MatchMilliseconds)]
    private static partial Regex Link();
}
