namespace ActorLab.Conformance;

/// <summary>Marks a chapter whose rules hold only on engines with a capability; the others do not inherit it.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RequiresAttribute(EngineCapabilities capability) : Attribute
{
    public EngineCapabilities Capability { get; } = capability;
}
