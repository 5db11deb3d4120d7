namespace ActorLab.Simulation.Cells;

/// <content>What it waits for when nothing can happen any more; for the report of a deadlock.</content>
internal sealed partial class SimulatedActor
{
    /// <summary>The actor that it sent its last message to; null before the first.</summary>
    public SimulatedActor? LastReceiver { get; set; }

    /// <summary>It has nothing to do, so only a message could make it do something.</summary>
    public bool WaitsForMessage => !_inBody && !_scheduled && !IsStopping;

    private bool WaitsForThread => _inBody ? Machine.WaitsForThread : _scheduled && !_isUnpacking && !IsStopping;

    private bool KeepsThread => _inBody && Machine.KeepsThread;

    /// <summary>Those that must do something before it can.</summary>
    /// <param name="living">All that live.</param>
    public IEnumerable<SimulatedActor> WaitsFor(IReadOnlyList<SimulatedActor> living)
    {
        if (_inBody && Machine.WaitsFor is { } holder) return [holder];
        if (WaitsForThread) return living.Where(other => other != this && other._dispatcher == _dispatcher && other.KeepsThread);
        return IsStopping ? living.Where(other => other._parent == this) : [];
    }

    /// <summary>What it does while nothing can happen.</summary>
    public string DescribeWait(IReadOnlyList<SimulatedActor> living)
    {
        if (WaitsForThread) return $"waits for a thread of dispatcher '{_dispatcher.Name}'{Keepers(living)}";
        if (_inBody) return Machine.DescribeWait();
        if (IsStopping) return "waits for its children to stop";
        return LastReceiver is { } receiver
            ? $"waits for a message (its last one went to {receiver.Path})"
            : "waits for a message";
    }

    private string Keepers(IReadOnlyList<SimulatedActor> living)
    {
        string[] keepers = [.. WaitsFor(living).Select(a => a.Path)];
        return keepers.Length == 0 ? "" : $", which {string.Join(" and ", keepers)} {(keepers.Length == 1 ? "keeps" : "keep")}";
    }
}
