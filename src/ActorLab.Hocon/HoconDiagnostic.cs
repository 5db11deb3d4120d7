namespace ActorLab.Hocon;

/// <summary>One thing that is wrong with a text or a value.</summary>
/// <param name="Origin">Where.</param>
/// <param name="Message">What is wrong, in one sentence without the place.</param>
/// <param name="Expected">What would have been right, if that can be said.</param>
/// <param name="Got">What stands there, if that can be said.</param>
/// <param name="Key">The path of the setting for problems found in reading it, such as <c>queues[2].capacity</c>.</param>
public sealed record HoconDiagnostic(Origin Origin, string Message, string? Expected = null, string? Got = null, string? Key = null)
{
    /// <summary><c>file:line:column: message</c></summary>
    public override string ToString() => $"{Origin}: {Message}";
}
