namespace ActorLab.Nodes.Transports;

/// <summary>Carries bytes to one peer and back. It may lose, repeat, delay and reorder what it is given, but only whole pieces: what one call of <see cref="Send"/> was given.</summary>
public interface ITransport : IDisposable
{
    /// <summary>Begins to receive. Called once, before anything is sent.</summary>
    void Start(ITransportReceiver receiver);

    /// <summary>Never blocks.</summary>
    /// <param name="bytes">One or more whole frames; must not be changed afterwards.</param>
    /// <returns>False if they are lost already, because the transport is closed or has too much to send.</returns>
    bool Send(ReadOnlyMemory<byte> bytes);
}

/// <summary>What a transport tells its owner; one call at a time, from threads of the transport.</summary>
public interface ITransportReceiver
{
    /// <param name="bytes">Cut anywhere; valid during the call alone.</param>
    void OnReceived(ReadOnlySpan<byte> bytes);

    /// <summary>Nothing will come any more. Called once, and not after the owner closed it himself.</summary>
    /// <param name="reason">Begins with a verb, the peer is its subject.</param>
    void OnClosed(string reason);

    /// <summary>Nothing comes, and that says nothing about the peer: what both use to reach each other has failed, and may come back. Whoever measures silence stops his clock. Not called twice without a
    /// <see cref="OnResumed"/> between.</summary>
    void OnSuspended()
    {
        // Who measures nothing need not know.
    }

    /// <summary>Things may come again. What was on its way is lost, and the peer may be reached later than this.</summary>
    void OnResumed()
    {
    }
}
