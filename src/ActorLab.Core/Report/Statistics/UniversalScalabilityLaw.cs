namespace ActorLab.Core.Report;

/// <summary>What more workers gain when they wait for each other (contention) and have to agree with each other (coherence).</summary>
/// <remarks>Source: Gunther, Guerrilla Capacity Planning, 2007, ch. 4. Without coherence it is <see cref="AmdahlsLaw"/> with f = 1 − σ.</remarks>
/// <param name="Contention">σ, at least 0: the part of the work that is done by one worker at a time.</param>
/// <param name="Coherence">κ, at least 0: what each pair of workers costs.</param>
public sealed record UniversalScalabilityLaw(double Contention, double Coherence)
{
    /// <summary>The number of workers with the greatest speed-up, √((1 − σ) ÷ κ), or 1 where any second worker costs more than it gives; null where every further worker gains something.</summary>
    public double? Peak => Coherence > 0 ? Math.Sqrt(Math.Max(1, (1 - Contention) / Coherence)) : Contention < 1 ? null : 1;

    /// <summary>n ÷ (1 + σ (n − 1) + κ n (n − 1)).</summary>
    /// <param name="workers">n, at least 1.</param>
    public double SpeedUp(double workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        return workers / (1 + (Contention * (workers - 1)) + (Coherence * workers * (workers - 1)));
    }
}
