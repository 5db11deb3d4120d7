using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorLab.Cluster.Labs;

namespace ActorLab.Cluster.Members;

/// <summary>A member as it says itself.</summary>
/// <param name="Name">For people; two may have the same.</param>
/// <param name="Roles">What it was started for.</param>
/// <param name="Lives">How many nodes it is at present.</param>
/// <param name="Capacity">How many it can be.</param>
/// <param name="Software">The version of its program.</param>
public sealed record LabMember(string Name, ImmutableArray<string> Roles, int Lives, int Capacity, string Software);

/// <summary>Who is in a lab.</summary>
public static class LabMembers
{
    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks, and again until somebody answers.</summary>
    /// <param name="lab">Which.</param>
    /// <param name="patience">How long to wait for the first answer; others may take a fifth of a second more.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <returns>Those that have answered, by name; none when the patience is over.</returns>
    /// <exception cref="LabUnavailableException">The lab cannot be joined.</exception>
    public static async Task<ImmutableArray<LabMember>> FindAsync(LabAddress lab, TimeSpan patience, CancellationToken interrupt)
    {
        LabConnection connection = await LabUnavailableException.Unless(LabConnection.OpenAsync(lab, "actorlab members", interrupt)).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var found = new ConcurrentDictionary<string, LabMember>(StringComparer.Ordinal);
            void OnMessage(ControlMessage message, string from)
            {
                if (message is Here here) found[from] = new LabMember(here.Member, [.. here.Roles], here.Lives, here.Capacity, here.Software);
            }

            ControlInbox control = await ControlInbox.OpenAsync(connection, isMember: false, OnMessage, static _ => { }, interrupt).ConfigureAwait(false);
            long until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
            do
            {
                await control.SendToAllMembersAsync(new WhoIsThere()).ConfigureAwait(false);
                await Task.Delay(AskInterval, interrupt).ConfigureAwait(false);
            }
            while (found.IsEmpty && Environment.TickCount64 < until);
            return [.. found.OrderBy(f => f.Value.Name, StringComparer.Ordinal).ThenBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value)];
        }
    }
}
