using System.Collections.Immutable;

namespace ActorLab.Pipelines.Definition;

/// <summary>The files that a pipeline names. A program without a folder, such as <c>sort</c>, is no path: it is looked for where programs are.</summary>
public static class PipelinePaths
{
    /// <summary>Those that are relative, in the order of the stages.</summary>
    public static ImmutableArray<string> Relative(PipelineDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return [.. definition.Stages.Select(s => PathOf(s.Operation)).OfType<string>().Where(p => !Path.IsPathFullyQualified(p))];
    }

    /// <summary>The same pipeline with absolute paths alone.</summary>
    /// <param name="definition">The pipeline.</param>
    /// <param name="folder">What its relative paths are relative to; absolute.</param>
    public static PipelineDefinition From(PipelineDefinition definition, string folder)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return definition with { Stages = [.. definition.Stages.Select(s => s with { Operation = From(s.Operation, path => Path.GetFullPath(path, folder)) })] };
    }

    /// <summary>The same operation with its path, if it has one, replaced. An empty path, which is wrong anyway, stays.</summary>
    public static StageOperation From(StageOperation operation, Func<string, string> replace)
    {
        ArgumentNullException.ThrowIfNull(replace);
        if (PathOf(operation) is not { } path) return operation;
        string replaced = replace(path);
        return operation switch
        {
            LinesSource lines => lines with { Path = replaced },
            FileSink file => file with { Path = replaced },
            ProgramOperation program => new ProgramOperation(program.Command.SetItem(0, replaced)),
            _ => throw new InvariantViolatedException($"{operation.Keyword} has no path"),
        };
    }

    private static string? PathOf(StageOperation operation) => operation switch
    {
        LinesSource(var path) when IsPath(path) => path,
        FileSink(var path) when IsPath(path) => path,
        ProgramOperation { Command: [var program, ..] } when IsPath(program) && program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) => program,
        _ => null,
    };

    private static bool IsPath(string text) => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal);
}
