namespace ActorLab.Nodes.Transports;

/// <summary>A line that a child process printed.</summary>
/// <param name="Child">Its name.</param>
/// <param name="IsError">True if it came on standard error.</param>
/// <param name="Text">Without the end of the line, as it came: it may hold control characters. At most <see cref="MaxLength"/> long; a longer line comes in pieces.</param>
public sealed record ChildLine(string Child, bool IsError, string Text)
{
    public const int MaxLength = 4096;
}
