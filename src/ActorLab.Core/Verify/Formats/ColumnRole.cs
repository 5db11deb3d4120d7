namespace ActorLab.Core.Verify;

/// <summary>What a column of a table of items or operations means.</summary>
public enum ColumnRole
{
    Producer,
    Sequence,
    Key,
    Time,

    /// <summary>The content that <see cref="Checksum"/> is over.</summary>
    Data,

    /// <summary>CRC-32 of the content, in hexadecimal digits.</summary>
    Checksum,

    /// <summary>A hash of the item; in an announcement the sum of all of its producer's, modulo 2⁶⁴.</summary>
    Hash,

    /// <summary>Not empty in a row that is no item but announces how many its producer has sent.</summary>
    Count,
    Worker,

    /// <summary>A vector clock: <c>name:count</c>, separated by blanks.</summary>
    Clock,

    /// <summary>Of a history: <c>enqueue</c>, <c>dequeue</c> or <c>empty</c>.</summary>
    Operation,
    Value,
    Start,
    End,
}
