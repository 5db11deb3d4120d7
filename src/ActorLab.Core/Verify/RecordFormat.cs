namespace ActorLab.Core.Verify;

/// <summary>How the items of an output stand in it.</summary>
public enum RecordFormat
{
    /// <summary>The first row decides: a header row means records, anything else plain lines.</summary>
    Detect,

    /// <summary>Each row is an item.</summary>
    PlainLines,

    /// <summary>An item is a record: who wrote it, one header a row, then the line, then an empty row.</summary>
    Records,
}
