namespace ActorLab.Reporting;

/// <summary>The simulated machines of several runs, for a heading.</summary>
internal static class MachinesText
{
    /// <param name="machines">Of the runs, such as <c>laptop, 4 CPUs</c>; null for a real one.</param>
    /// <returns>Each once, in parentheses, after a space; the name alone of one that ran with several numbers of CPUs; empty
    /// where none is simulated.</returns>
    public static string Of(IEnumerable<string?> machines)
    {
        IEnumerable<IGrouping<string, string>> named = machines.OfType<string>().Distinct(StringComparer.Ordinal).GroupBy(
            NameOf, StringComparer.Ordinal);
        string[] texts = [.. named.Select(m => m.Count() == 1 ? m.Single() : m.Key)];
        return texts.Length == 0 ? "" : $" ({string.Join("; ", texts)})";
    }

    private static string NameOf(string machine) => machine[..machine.LastIndexOf(',')];
}
