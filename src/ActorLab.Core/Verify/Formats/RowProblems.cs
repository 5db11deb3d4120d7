namespace ActorLab.Core.Verify;

/// <summary>What is wrong with the rows of a table, up to a number after which nobody wants to read on.</summary>
public sealed class RowProblems(ICollection<Diagnostic> target)
{
    public const int MaxProblems = 20;

    private int _count;

    public bool Any => _count > 0;

    /// <summary>No more will be taken, so reading on makes no sense.</summary>
    public bool IsFull => _count >= MaxProblems;

    /// <param name="file">As the user named it.</param>
    /// <param name="line">From 1.</param>
    /// <param name="column">In bytes, from 1.</param>
    /// <param name="message">Expected and got.</param>
    public void Add(string file, long line, int column, string message)
    {
        if (IsFull) return;
        _count++;
        target.Add(new Diagnostic("AL0007", $"{file}:{line}:{column}", message));
        if (IsFull) target.Add(new Diagnostic("AL0007", $"{file}:{line}", $"{MaxProblems} problems; no more were looked for"));
    }
}
