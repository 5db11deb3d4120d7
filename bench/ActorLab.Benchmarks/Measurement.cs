namespace ActorLab.Benchmarks;

/// <summary>How many operations took how long.</summary>
internal readonly record struct Measurement(long Operations, double Seconds)
{
    public double MillionsPerSecond => Operations / Seconds / 1e6;
}
