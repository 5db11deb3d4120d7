namespace ActorLab.Core.Machine;

public enum OpenMode
{
    /// <summary>For reading from the start; the file must exist.</summary>
    Read,

    /// <summary>For writing at the end, wherever the end is when the buffer is flushed (O_APPEND); made if it is missing.</summary>
    Append,
}
