using ActorLab.TestSupport;

namespace ActorLab.Acceptance.Tests;

/// <summary>The table as files, which git keeps: a file to a run, and one with all digests.</summary>
internal static class AcceptanceTable
{
    /// <summary>Of the environment: which part of the table takes what is got instead of comparing it. <c>figures</c>, <c>digests</c>,
    /// or both with a comma.</summary>
    public const string RenewVariable = "ACTORLAB_RENEW_ACCEPTANCE";

    private const string Project = "tests/ActorLab.Acceptance.Tests";

    public static string Folder { get; } = Path.Combine(Repository.Root, Project, "Expected");

    public static string DigestsFile { get; } = Path.Combine(Folder, "digests.txt");

    public static string FileOf(AcceptanceRun run) => Path.Combine(Folder, run.Folder, run.Name + ".txt");

    /// <summary>Fails with all figures that differ.</summary>
    /// <param name="part">Of the table: <c>figures</c> or <c>digests</c>.</param>
    /// <param name="file">Has what is expected.</param>
    /// <param name="title">How the figures are made, in a line.</param>
    /// <param name="got">The figures that are.</param>
    public static async Task Compare(string part, string file, string title, FigureTable got)
    {
        if (IsRenewed(part))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, $"$ {title}\n{got}");
            return;
        }

        FigureTable expected = File.Exists(file) ? FigureTable.Parse(await File.ReadAllTextAsync(file)) : new FigureTable([]);
        if (MessageOf(part, file, title, expected, got) is { } message) Assert.Fail(message);
    }

    /// <summary>What is to be said where the figures are not those that are expected; null where they are.</summary>
    public static string? MessageOf(string part, string file, string title, FigureTable expected, FigureTable got)
    {
        IReadOnlyList<string> differences = expected.DifferencesFrom(got);
        return differences.Count == 0 ? null : $"""
            {differences.Count} of the figures of {title}
            are not those of {Path.GetRelativePath(Repository.Root, file)}:
              {string.Join("\n  ", differences)}
            If they are right, take them with
              {RenewVariable}={part} dotnet test {Project} -c Release
            and look at the change with git diff.
            """;
    }

    private static bool IsRenewed(string part) =>
        Environment.GetEnvironmentVariable(RenewVariable)?.Split(',').Contains(part) == true;
}
