using System.Text;

namespace ActorLab.Nodes.Links;

/// <summary>Why a link is broken.</summary>
public sealed record LinkFailure
{
    private const int MaxReasonLength = 300;

    public LinkFailure(LinkFailureKind kind, string reason)
    {
        Kind = kind;
        Reason = OneLine(reason);
    }

    public LinkFailureKind Kind { get; }

    /// <summary>One line that begins with a verb, such as "sent …" or "was silent for …": put the name of the peer before it.</summary>
    public string Reason { get; }

    public override string ToString() => Reason;

    /// <summary>A reason can have words of the peer in it, and those are not trusted with the terminal.</summary>
    private static string OneLine(string reason)
    {
        var line = new StringBuilder(Math.Min(reason.Length, MaxReasonLength));
        foreach (char c in reason)
        {
            if (line.Length == MaxReasonLength - 1)
            {
                line.Append('…');
                break;
            }

            line.Append(char.IsControl(c) ? ' ' : c);
        }

        return line.ToString();
    }
}

public enum LinkFailureKind
{
    /// <summary>The peer broke the protocol, or another version of it.</summary>
    Violation,

    /// <summary>The peer refused to take part, or was refused.</summary>
    Refused,

    /// <summary>Nothing came for too long.</summary>
    PeerSilent,

    /// <summary>The transport says that the peer is gone.</summary>
    Closed,
}
