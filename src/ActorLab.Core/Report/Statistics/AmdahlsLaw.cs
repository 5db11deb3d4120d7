namespace ActorLab.Core.Report;

/// <summary>What more workers gain for a fixed amount of work, of which a part cannot be shared out.</summary>
/// <remarks>Source: Amdahl, "Validity of the single processor approach to achieving large scale computing capabilities", AFIPS 1967.</remarks>
/// <param name="ParallelShare">f, from 0 to 1: the part of the work of one worker that can be shared out.</param>
public sealed record AmdahlsLaw(double ParallelShare)
{
    /// <summary>What no number of workers exceeds: 1 ÷ (1 − f); ∞ when all can be shared out.</summary>
    public double Limit => 1 / (1 - ParallelShare);

    /// <summary>1 ÷ (1 − f + f ÷ n).</summary>
    /// <param name="workers">n, at least 1.</param>
    public double SpeedUp(double workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        return 1 / (1 - ParallelShare + (ParallelShare / workers));
    }
}
