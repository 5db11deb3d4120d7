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
/// <param name="Protocol">The version of what it says and hears.</param>
public sealed record LabMember(string Name, ImmutableArray<string> Roles, int Lives, int Capacity, string Software, string Protocol)
{
    /// <summary>Whether a run of this program can make it a node.</summary>
    public bool SpeaksAsThis => Protocol == Here.ThisVersion;
}

/// <summary>Who is in a lab.</summary>
public static class LabMembers
{
    /// <summary>For a member that is there and busy.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks, and again until somebody answers.</summary>
    /// <param name="lab">Which.</param>
    /// <param name="patience">How long to wait for the first member; one that is there has 5 seconds to answer, and others a fifth of a second more.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <returns>Those that have answered, by name; none when the patience is over.</returns>
    /// <exception cref="LabUnavailableException">The lab cannot be joined, or its broker takes no messages for now.</exception>
    public static async Task<ImmutableArray<LabMember>> FindAsync(LabAddress lab, TimeSpan patience, CancellationToken interrupt)
    {
        LabConnection connection = await LabUnavailableException.Unless(LabConnection.OpenAsync(lab, "actorlab members", interrupt)).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var found = new ConcurrentDictionary<string, LabMember>(StringComparer.Ordinal);
            void OnMessage(ControlMessage message, string from)
            {
                if (message is Here here) found[from] = new LabMember(here.Member, [.. here.Roles], here.Lives, here.Capacity, here.Software, here.Version);
            }

            ControlInbox control = await ControlInbox.OpenAsync(connection, isMember: false, OnMessage, static _ => { }, interrupt).ConfigureAwait(false);
            long begun = Environment.TickCount64;
            bool somebodyIsThere;
            do
            {
                Task<bool> asked = control.SendToAllMembersAsync(new WhoIsThere());
                while (!asked.IsCompleted)
                {
                    await Task.WhenAny(asked, Task.Delay(AskInterval, interrupt)).ConfigureAwait(false);
                    if (connection.IsHeldUp) throw new LabUnavailableException($"{lab} cannot be asked for its members: its broker takes no messages for now, since it is short of memory or of disk");
                }

                somebodyIsThere = await asked.ConfigureAwait(false);
                await Task.Delay(AskInterval, interrupt).ConfigureAwait(false);
            }
            while (found.IsEmpty && Environment.TickCount64 - begun < (long)(somebodyIsThere && patience < AnswerPatience ? AnswerPatience : patience).TotalMilliseconds);
            return [.. found.OrderBy(f => f.Value.Name, StringComparer.Ordinal).ThenBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value)];
        }
    }
}
