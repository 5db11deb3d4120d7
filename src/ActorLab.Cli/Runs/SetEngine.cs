using ActorLab.Core.Engine;
using ActorLab.Core.Plan;

namespace ActorLab.Cli.Runs;

/// <summary>Another engine, whose actor systems are set as a request wants it.</summary>
/// <param name="inner">What runs the plans.</param>
/// <param name="akka">Settings of Akka that every plan gets.</param>
/// <param name="logLevel">What is logged; null for what the settings say.</param>
/// <param name="log">Gets the lines of the log.</param>
internal sealed class SetEngine(IEngine inner, string akka, LogLevel? logLevel, Action<string> log) : IEngine
{
    public string Name => inner.Name;

    public EngineCapabilities Capabilities => inner.Capabilities;

    public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt) =>
        inner.RunAsync(plan.WithAkka(akka), options with { LogLevel = logLevel, Log = log }, interrupt);
}
