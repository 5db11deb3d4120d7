namespace ActorLab.Hocon;

/// <summary>One thing that is wrong with a text or a value.</summary>
/// <param name="Origin">Where.</param>
/// <param name="Message">What is wrong, in one sentence without the place.</param>
/// <param name="Expected">What would have been right, if that can be said.</param>
/// <param name="Got">What stands there, if that can be said.</param>
/// <param name="Key">The path of the setting for problems found in resolving or reading it, such as <c>queues[2].capacity</c>.</param>
/// <param name="UsedAt">For a value that a substitution took from <paramref name="Origin"/>: where that stands.</param>
public sealed record HoconDiagnostic(Origin Origin, string Message, string? Expected = null, string? Got = null, string? Key = null, Origin? UsedAt = null)
{
    /// <summary>For a substitution that leads nowhere: the keys of its path.</summary>
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary><c>file:line:column: message</c>, with <c>(used at file:line:column)</c> before the colon for a value that came by a substitution.</summary>
    public override string ToString() => UsedAt is null ? $"{Origin}: {Message}" : $"{Origin} (used at {UsedAt}): {Message}";
}
