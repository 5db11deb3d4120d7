using System.Runtime.CompilerServices;

namespace ActorLab.Hocon;

/// <summary>What a text may cost, and where its includes come from.</summary>
public sealed record HoconOptions
{
    /// <summary>The limits of a configuration file: 16 MiB, 64 levels.</summary>
    public static readonly HoconOptions Default = new();

    /// <summary>Most bytes of UTF-8, all included files together. Default 16 MiB.</summary>
    public int MaxBytes { get; init => field = Within(value, 1, 1 << 30); } = 16 << 20;

    /// <summary>Most levels of objects and arrays, those of a path key and those that substitutions bring in included. Default 64, at most 512.</summary>
    public int MaxDepth { get; init => field = Within(value, 1, 512); } = 64;

    /// <summary>Most files that are included, each counted as often as it is. Default 1000.</summary>
    public int MaxIncludes { get; init => field = Within(value, 0, 1_000_000); } = 1000;

    /// <summary>Most substitutions that lead to one another before a value is found. Default 256, at most 1024.</summary>
    public int MaxSubstitutionDepth { get; init => field = Within(value, 1, 1024); } = 256;

    /// <summary>How much substitutions and concatenations may add, in bytes, about: to the memory taken, and to the result if it were written out. Default 16 MiB.</summary>
    public int MaxExpansion { get; init => field = Within(value, 0, 1 << 30); } = 16 << 20;

    /// <summary>After this many problems the rest is not looked at. Default 100.</summary>
    public int MaxDiagnostics { get; init => field = Within(value, 1, 1_000_000); } = 100;

    /// <summary>Where includes come from. Null: from the folder tree of the file that is parsed, and from nowhere for a text.</summary>
    public IIncludeSource? Includes { get; init; }

    /// <summary>Whether files outside the folder tree of the file that is parsed may be included. Without a meaning if <see cref="Includes"/> is given.</summary>
    public bool AllowIncludesOutsideFolder { get; init; }

    private static int Within(int value, int least, int most, [CallerMemberName] string name = "") =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, $"expected a number from {least} to {most}");
}
