using ActorLab.Core.Plan;

namespace ActorLab.Core.Engine;

/// <summary>Runs a plan: the only impure part between a definition and a report.</summary>
public interface IEngine
{
    /// <summary>The canonical name, such as <c>local</c>.</summary>
    string Name { get; }

    EngineCapabilities Capabilities { get; }

    /// <summary>Runs to the end and reports how it went; a failure of the run is a result, not an exception.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="options">How to observe it.</param>
    /// <param name="interrupt">Asks the root to wind up (it receives <see cref="Actors.Interrupted"/>); what has not stopped after <see cref="EngineOptions.WindUp"/> is abandoned.</param>
    Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt);
}
