using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Results;

namespace ActorLab.Cli.Definitions;

/// <summary>The files that a pipeline reads and writes, looked at before it runs.</summary>
internal static class PipelineFiles
{
    /// <summary>All paths, those of sources first.</summary>
    public static IReadOnlyList<string> Of(PipelineDefinition definition) => [.. Read(definition).Select(f => f.Path), .. Written(definition).Select(f => f.Path)];

    /// <summary>What only a look at them can tell to be wrong.</summary>
    public static IEnumerable<Diagnostic> Check(PipelineDefinition definition)
    {
        foreach ((StageDefinition stage, string path) in Read(definition))
        {
            if (Directory.Exists(path)) yield return Wrong("AL0111", stage, "a file to read", $"the folder {path}");
            else if (!File.Exists(path)) yield return Wrong("AL0110", stage, "a file to read", $"no such file: {path}");
        }

        foreach ((StageDefinition stage, string path) in Written(definition))
        {
            if (Directory.Exists(path)) yield return Wrong("AL0121", stage, "a file to write", $"the folder {path}");
            else if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder)) yield return Wrong("AL0122", stage, "a file to write", $"a path whose folder does not exist: {path}");
            else if (SameAs(stage, path, definition) is { } other) yield return Wrong("AL0123", stage, "a file of its own", $"{path}, which is that of '{other}' by another name");
        }
    }

    /// <summary>The programs that a real run would not find.</summary>
    public static IEnumerable<Diagnostic> CheckPrograms(PipelineDefinition definition)
    {
        foreach (StageDefinition stage in definition.Stages.Where(s => s.Operation is ProgramOperation))
        {
            string program = ((ProgramOperation)stage.Operation).Command[0];
            bool isThere = program.Contains('/', StringComparison.Ordinal)
                ? File.Exists(program)
                : Folders().Any(folder => File.Exists(Path.Combine(folder, program)));
            if (!isThere)
                yield return Wrong(
                    "AL0124", stage, "a program",
                    program + (program.Contains('/', StringComparison.Ordinal)
                            ? ", and there is no such file"
                            : ", which is in no folder of PATH"));
        }

        static string[] Folders() =>
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<(StageDefinition Stage, string Path)> Read(PipelineDefinition definition) =>
        definition.Stages.Where(s => s.Operation is LinesSource).Select(s => (s, ((LinesSource)s.Operation).Path));

    private static IEnumerable<(StageDefinition Stage, string Path)> Written(PipelineDefinition definition) =>
        definition.Stages.Where(s => s.Operation is FileSink).Select(s => (s, ((FileSink)s.Operation).Path));

    /// <summary>Writing one would empty the other. Equal paths have been found before.</summary>
    private static string? SameAs(StageDefinition sink, string path, PipelineDefinition definition)
    {
        if (!File.Exists(path)) return null;
        FileIdentity identity = FileIdentity.Of(path);
        // A device may be written by several.
        if (!identity.IsRegular) return null;
        return Read(definition).Concat(Written(definition).TakeWhile(f => f.Stage != sink)).FirstOrDefault(f => f.Path != path && File.Exists(f.Path) && FileIdentity.Of(f.Path) == identity).Stage?.Name;
    }

    private static Diagnostic Wrong(string code, StageDefinition stage, string expected, string got) =>
        new(code, stage.PlaceOf(stage.Operation.Keyword), $"{stage.Name}.{stage.Operation.Keyword}: expected {expected}, got {got}");
}
