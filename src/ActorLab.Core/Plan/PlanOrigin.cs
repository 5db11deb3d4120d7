namespace ActorLab.Core.Plan;

/// <summary>What another process needs to make the same plan: code does not travel, so it is built again from the definition, and the digests are compared.</summary>
/// <param name="Experiment">Canonical name of the experiment.</param>
/// <param name="Definition">The definition in the experiment's own form.</param>
public sealed record PlanOrigin(string Experiment, ReadOnlyMemory<byte> Definition)
{
    /// <inheritdoc cref="ScenarioPlan.Akka"/>
    public string Akka { get; init; } = "";

    /// <summary>Equal for equal origins, in every process.</summary>
    public ulong Digest
    {
        get
        {
            ulong digest = StableHash.Combine(StableHash.Of(Experiment), StableHash.Of(Definition.Span));
            return Akka.Length == 0 ? digest : StableHash.Combine(digest, StableHash.Of(Akka));
        }
    }
}
