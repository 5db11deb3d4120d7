using ActorLab.Cli.CommandLine;

namespace ActorLab.Cli.Commands;

/// <summary>A file that the user named. What is wrong with it is a diagnostic, not an exception.</summary>
internal static class GivenFile
{
    /// <summary>The name that stands for it.</summary>
    public const string StandardInput = "-";

    /// <summary>Like <see cref="Open"/>, and understands <see cref="StandardInput"/>.</summary>
    public static Stream? OpenStream(string path, string about, ICollection<Diagnostic> problems) =>
        path == StandardInput ? Console.OpenStandardInput() : Open(path, about, problems);

    /// <param name="path">As it was typed.</param>
    /// <param name="about">The option or argument that named it.</param>
    /// <param name="problems">Takes the reason when the file cannot be read.</param>
    public static FileStream? Open(string path, string about, ICollection<Diagnostic> problems)
    {
        if (Directory.Exists(path))
        {
            problems.Add(Problem.UnusableFile(about, $"expected a file, got the folder {path}"));
            return null;
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add(Problem.UnusableFile(about, Reason(path, failure)));
            return null;
        }
    }

    /// <inheritdoc cref="Open"/>
    public static byte[]? ReadAll(string path, string about, ICollection<Diagnostic> problems)
    {
        using FileStream? file = Open(path, about, problems);
        if (file is null) return null;
        try
        {
            using var content = new MemoryStream();
            file.CopyTo(content);
            return content.ToArray();
        }
        catch (IOException failure)
        {
            problems.Add(Problem.UnusableFile(about, Reason(path, failure)));
            return null;
        }
    }

    private static string Reason(string path, Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"expected a file, but {path} does not exist",
        UnauthorizedAccessException => $"expected a file that can be read, but there is no permission for {path}",
        _ => $"{path} cannot be read: {failure.Message}",
    };
}
