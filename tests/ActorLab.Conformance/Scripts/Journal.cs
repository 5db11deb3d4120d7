namespace ActorLab.Conformance.Scripts;

/// <summary>What actors and bodies saw, in the order in which it happened, whichever thread it happened on.</summary>
public sealed class Journal
{
    private readonly Lock _gate = new();
    private readonly List<string> _entries = [];

    public string[] Entries
    {
        get
        {
            lock (_gate) return [.. _entries];
        }
    }

    public void Add(string entry)
    {
        lock (_gate) _entries.Add(entry);
    }

    /// <summary>Writes a message down by its type, with the value of those of the suite.</summary>
    public void Add(IMessage message) => Add(Describe(message));

    public int Count(string entry) => Entries.Count(e => string.Equals(e, entry, StringComparison.Ordinal));

    /// <summary>Fails unless both happened, the first occurrence of <paramref name="earlier"/> before that of <paramref name="later"/>.</summary>
    public void AssertOrder(string earlier, string later)
    {
        string[] entries = Entries;
        int first = Array.IndexOf(entries, earlier), second = Array.IndexOf(entries, later);
        Assert.True(first >= 0 && second > first, $"'{earlier}' was expected before '{later}' in: {string.Join(", ", entries)}");
    }

    /// <summary>A message by its type, or its value if it is one of the suite.</summary>
    public static string Describe(IMessage message) => message switch
    {
        Number number => $"{number.Value}",
        Text text => text.Value,
        _ => message.GetType().Name,
    };
}
