namespace ActorLab.Simulation.ModelledMachine;

/// <summary>What <see cref="Processors"/> remembers of a thread.</summary>
internal sealed class ComputingState
{
    public Core? Core { get; set; }

    public Core? LastCore { get; set; }

    /// <summary>The end of the burst is a pending event.</summary>
    public bool InBurst { get; set; }

    /// <summary>Nanoseconds that the present step still has to compute, as of <see cref="WorkStart"/>.</summary>
    public long Remaining { get; set; }

    /// <summary>The present step is done without the interpreter lock.</summary>
    public bool IsFree { get; set; }

    /// <summary>Nanoseconds that its next burst loses to the hand-over of the interpreter lock.</summary>
    public long HandOver { get; set; }

    /// <summary>When the present burst began.</summary>
    public long BurstStart { get; set; }

    /// <summary>When the present burst began or, after a switch, will begin to get work done.</summary>
    public long WorkStart { get; set; }

    /// <summary>When the thread got its core.</summary>
    public long SliceStart { get; set; }

    /// <summary>When the thread has to give up its core, as of the start of the burst or of the moment since when others wait for one; never, if nobody does.</summary>
    public long PreemptAt { get; set; } = long.MaxValue;

    public long BurstEnd { get; set; }

    /// <summary>When it began to wait for a core or the interpreter lock.</summary>
    public long WaitStart { get; set; }
}
