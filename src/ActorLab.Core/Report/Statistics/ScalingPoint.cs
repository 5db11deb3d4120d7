namespace ActorLab.Core.Report;

/// <summary>How fast so many workers were.</summary>
/// <param name="Workers">At least 1.</param>
/// <param name="Throughput">In any unit, more than 0.</param>
public readonly record struct ScalingPoint(double Workers, double Throughput);
