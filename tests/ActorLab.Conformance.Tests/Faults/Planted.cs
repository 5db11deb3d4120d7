namespace ActorLab.Conformance.Tests.Faults;

/// <summary>A fault and the rule that it breaks.</summary>
/// <param name="Rule">Such as <c>G3</c>.</param>
/// <param name="What">What the engine does wrongly.</param>
/// <param name="Plant">Makes the fault for one run.</param>
internal sealed record Planted(string Rule, string What, Func<Fault> Plant);
