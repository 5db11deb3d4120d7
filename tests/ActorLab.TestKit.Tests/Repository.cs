namespace ActorLab.TestKit.Tests;

/// <summary>Where the sources of this build are.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActorLab.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException(
            $"ActorLab.sln is in no folder above {AppContext.BaseDirectory}");
    }
}
