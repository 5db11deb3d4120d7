namespace ActorLab.Conformance.Tests;

/// <summary>The suite's view of an engine with a fault.</summary>
internal sealed class FaultyFixture(Func<IEngine> sound, Func<Fault> plant, TimeSpan safetyNet) : EngineFixture
{
    public override TimeSpan SafetyNet => safetyNet;

    public override IEngine CreateEngine() => new FaultyEngine(sound(), plant);
}
