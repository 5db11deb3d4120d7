using System.Text.RegularExpressions;
using Akka.Actor;

namespace ActorLab.VirtualTime;

/// <summary>What an actor is called in a digest: the name of its system and its path, without uids.</summary>
internal static partial class CanonicalPath
{
    public static ulong HashOf(string system, IActorRef? actor, bool isNumbered = false)
    {
        string path = actor?.Path.ToStringWithoutAddress() ?? "";
        return TypeHashes.Of($"{system}{(isNumbered ? path : Of(path))}");
    }

    /// <summary>Akka numbers loggers, unsubscribers and its TestKit's actors through the whole life of a process, not of a
    /// system.</summary>
    private static string Of(string path) =>
        path.StartsWith("/system/", StringComparison.Ordinal) ? Numbered().Replace(path, "${kind}") : path;

    [GeneratedRegex(@"(?<=^/system/)(?<kind>log|testActor|EventStreamUnsubscriber-)\d+",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Numbered();
}
