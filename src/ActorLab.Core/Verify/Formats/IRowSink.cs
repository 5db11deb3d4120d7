namespace ActorLab.Core.Verify;

/// <summary>Takes the rows of one or more tables.</summary>
public interface IRowSink
{
    /// <summary>A table begins.</summary>
    /// <param name="file">Its name, as the user gave it.</param>
    /// <param name="columns">The roles that it has columns for.</param>
    /// <returns>A sentence that says what is wrong with that; null if it will do.</returns>
    string? Begin(string file, IReadOnlySet<ColumnRole> columns);

    /// <param name="row">Valid until this returns.</param>
    /// <param name="problems">Takes what is wrong with it.</param>
    void Take(FieldRow row, RowProblems problems);
}
