namespace ActorLab.Core.Actors;

/// <summary>A failure that happened on another node. Exceptions do not travel; what they say does.</summary>
/// <param name="kind">The name of the original's type.</param>
/// <param name="message">The original's message.</param>
public sealed class RemoteFailureException(string kind, string message) : Exception($"{kind}: {message}")
{
    public string Kind { get; } = kind;
}
