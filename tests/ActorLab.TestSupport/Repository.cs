namespace ActorLab.TestSupport;

/// <summary>Where the tests' own repository lies.</summary>
public static class Repository
{
    /// <exception cref="InvalidOperationException">The tests do not run inside it.</exception>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ActorLab.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
