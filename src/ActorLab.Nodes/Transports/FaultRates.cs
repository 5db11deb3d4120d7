namespace ActorLab.Nodes.Transports;

/// <summary>What a <see cref="FaultyTransport"/> does to the pieces it carries.</summary>
/// <param name="Loss">The share that is lost; 0 to 1.</param>
/// <param name="Duplication">The share of the rest that comes twice; 0 to 1.</param>
/// <param name="MinDelayTicks">The least delay; at least 0, which is the next tick.</param>
/// <param name="MaxDelayTicks">The largest delay. Delays are drawn per piece, so a wide range reorders.</param>
public sealed record FaultRates(double Loss, double Duplication, int MinDelayTicks, int MaxDelayTicks)
{
    public static readonly FaultRates None = new(0, 0, 0, 0);
}
