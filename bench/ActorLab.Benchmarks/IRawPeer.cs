namespace ActorLab.Benchmarks;

/// <summary>What a link is compared with: the way that its bytes take, with nothing around it.</summary>
internal interface IRawPeer : IDisposable
{
    /// <summary>Sends pieces of these sizes and waits until all have been read.</summary>
    void OneWay(IReadOnlyList<int> pieces);

    /// <summary>Before round trips; there is no way back.</summary>
    void BeginRoundTrips();

    /// <summary>As little as possible there and back, after another; each time in ticks of the stopwatch.</summary>
    void RoundTrips(long[] ticks);
}
