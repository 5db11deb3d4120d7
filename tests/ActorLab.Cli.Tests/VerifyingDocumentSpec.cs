using System.Text;
using ActorLab.Core.Verify;

namespace ActorLab.Cli.Tests;

/// <summary>docs/verifying.md shows what really happens.</summary>
public sealed class VerifyingDocumentSpec : IDisposable
{
    private static readonly string Document = Path.Combine(Lab.Repository, "docs", "verifying.md");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_command_of_the_document_prints_what_stands_below_it()
    {
        string shown = string.Join('\n', Consoles(await File.ReadAllLinesAsync(Document)));
        Assert.True(shown.Split("$ actorlab verify").Length > 15, "the commands were not found");
        var script = new StringBuilder($"cd '{_folder.Path}'; actorlab() {{ {Lab.ShellCommand} \"$@\" 2>&1; }}\n");
        foreach (string command in shown.Split('\n').Where(l => l.StartsWith("$ ", StringComparison.Ordinal)).Select(l => l[2..]))
        {
            script.Append($"printf '%s\\n' '$ {command.Replace("'", "'\\''", StringComparison.Ordinal)}'\n{command}\n");
        }

        Answer answer = await Lab.Shell(script.ToString());
        Assert.Equal("", answer.Error);
        Assert.Equal(shown, answer.Out.TrimEnd('\n'));
    }

    [Fact]
    public async Task The_document_names_every_check()
    {
        string text = await File.ReadAllTextAsync(Document);
        Assert.All(CheckCatalog.All, check => Assert.Contains($"`{check.Name}`", text));
        Assert.All(ColumnMap.Roles, role => Assert.Contains($"`{role}`", text));
    }

    /// <summary>The rows of all blocks that show a console.</summary>
    private static IEnumerable<string> Consoles(IEnumerable<string> rows)
    {
        bool inside = false;
        foreach (string row in rows)
        {
            if (row.StartsWith("```", StringComparison.Ordinal)) inside = !inside && row == "```console";
            else if (inside) yield return row;
        }
    }
}
