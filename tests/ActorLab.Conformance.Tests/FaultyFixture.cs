namespace ActorLab.Conformance.Tests;

/// <summary>The suite's view of an engine with a fault.</summary>
internal sealed class FaultyFixture(Func<IEngine> sound, Func<Fault> plant, TimeSpan safetyNet, Func<IEngine>? losing = null) : EngineFixture
{
    public override TimeSpan SafetyNet => safetyNet;

    public override int LivingNodes => plant().NodesLeft;

    public override IEngine CreateEngineThatLoses(string node, out Action lose)
    {
        lose = static () => { };
        return new FaultyEngine((losing ?? throw new NotSupportedException($"nothing loses node '{node}'"))(), plant);
    }

    public override IEngine CreateEngine() => new FaultyEngine(sound(), plant);
}
