using ActorLab.Core.Machine;

namespace ActorLab.Simulation.ModelledMachine;

/// <content>How a body vanishes with its process: it is never taken up again, so nothing of it runs that would run if it failed.</content>
internal sealed partial class BodyRun
{
    /// <summary>It waits for nothing any more. What it is being served with, or holds, it keeps until it vanishes.</summary>
    public void LeaveLines()
    {
        if (!_waiting) return;
        if (_waitKind == WaitKind.Lock && _lock!.Withdraw(this) is { } next) WakeForLock(next);
        if (_station?.Withdraw(this) == true) _station = null;
    }

    /// <summary>Its place at the disk or the service is free, and its locks go to others, as an operating system releases those of a dead process. What its handles have buffered is lost.</summary>
    public void Vanish()
    {
        _station?.Leave();
        foreach (SimulatedLock held in _held) PassOn(held);
        _station = null;
        _held.Clear();
    }
}
