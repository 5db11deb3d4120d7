namespace ActorLab.Conformance.Scripts;

/// <summary>Keeps a body waiting until the test's actors open it.</summary>
public sealed class Gate
{
    private volatile bool _open;

    public bool IsOpen => _open;

    public void Open() => _open = true;

    public ValueTask Pass(IMachine machine) => Polling.Until(machine, () => _open, "the gate opens");

    /// <summary>A body that does nothing but wait for the gate.</summary>
    public IBody Body() => new ScriptBody(Pass);
}
