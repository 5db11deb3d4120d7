using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>Which column of a table has which role. A role that is not named is looked for under its own name.</summary>
public sealed class ColumnMap
{
    public static readonly ColumnMap Default = new([]);

    private static readonly ImmutableArray<string> RoleNames =
        ["producer", "seq", "key", "time", "data", "checksum", "hash", "count", "worker", "clock", "op", "value", "start", "end"];

    private readonly Dictionary<ColumnRole, string> _named;

    private ColumnMap(Dictionary<ColumnRole, string> named) => _named = named;

    /// <summary>All roles by name, in the order of <see cref="ColumnRole"/>.</summary>
    public static ImmutableArray<string> Roles => RoleNames;

    /// <summary>The roles that were given a column.</summary>
    public IEnumerable<ColumnRole> Named => _named.Keys.Order();

    public static string NameOf(ColumnRole role) => RoleNames[(int)role];

    /// <summary>Reads <c>producer=source,seq=n</c>.</summary>
    /// <param name="text">Assignments, separated by commas.</param>
    /// <param name="problems">Takes a sentence for each that cannot be understood.</param>
    public static ColumnMap Parse(string text, ICollection<string> problems)
    {
        var named = new Dictionary<ColumnRole, string>();
        foreach (string part in text.Split(','))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            int role = equals < 0 ? -1 : RoleNames.IndexOf(part[..equals]);
            if (equals < 0 || equals == part.Length - 1) problems.Add($"expected role=column, got {(part.Length == 0 ? "nothing" : part)}");
            else if (role < 0) problems.Add($"expected one of {string.Join(", ", RoleNames)}, got {part[..equals]}");
            else if (!named.TryAdd((ColumnRole)role, part[(equals + 1)..])) problems.Add($"expected each role once, got {RoleNames[role]} again");
        }

        return new ColumnMap(named);
    }

    /// <summary>The name of the column for a role.</summary>
    public string ColumnOf(ColumnRole role) => _named.GetValueOrDefault(role, NameOf(role));
}
