namespace ActorLab.Nodes.Links;

/// <summary>What one side of a link decides alone. What both must agree on travels in the hello.</summary>
public sealed record LinkOptions
{
    public static readonly LinkOptions Default = new();

    /// <summary>How long the peer may take to join.</summary>
    public SimDuration JoinTimeout { get; init; } = SimDuration.FromSeconds(15);

    /// <summary>How long a node that has not joined is waited for once all actors that were placed on it are to stop: they have nothing to do but to handle what they were sent.</summary>
    public SimDuration StopPatience { get; init; } = SimDuration.FromSeconds(5);

    /// <summary>The hello is repeated that often until it is answered.</summary>
    public SimDuration HelloRepeat { get; init; } = SimDuration.FromMilliseconds(250);

    /// <summary>The oldest frame is sent again when nothing was acknowledged for so long; doubled each time until something is.</summary>
    public SimDuration RetransmitAfter { get; init; } = SimDuration.FromMilliseconds(200);

    public SimDuration RetransmitAtMost { get; init; } = SimDuration.FromSeconds(2);

    /// <summary>How long an acknowledgement waits for data to ride on.</summary>
    public SimDuration AckDelay { get; init; } = SimDuration.FromMilliseconds(5);

    /// <summary>That many data frames are acknowledged without delay.</summary>
    public int AckEveryFrames { get; init; } = 8;

    /// <summary>Ops are put together into one frame up to about so many bytes.</summary>
    public int BatchBytes { get; init; } = 64 * 1024;

    /// <summary>The most bytes that are sent and not acknowledged, and that are held on the other side because something before them is missing; one frame is always allowed.</summary>
    public int WindowBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>So many frames in a row that bring nothing new break the link: no transport repeats that much.</summary>
    public int MaxRepeats { get; init; } = 500;
}
