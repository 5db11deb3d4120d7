using ActorLab.Core.Plan;
using ActorLab.Nodes.Transports;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Engine;

/// <summary>Starts nodes.</summary>
public interface INodeLauncher
{
    /// <summary>Starts a node.</summary>
    /// <param name="plan">Of the run.</param>
    /// <param name="node">Which node.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    Task<INodeHandle> LaunchAsync(ScenarioPlan plan, NodePlan node);

    /// <summary>True when nodes are processes.</summary>
    bool StartsProcesses { get; }

    LinkSettings Settings { get; }

    /// <summary>Completes with one sentence when nodes can neither be started nor reached any more: then the run fails with it.</summary>
    Task<string> Broken => NodeLaunching.NeverBroken;
}

internal static class NodeLaunching
{
    public static readonly Task<string> NeverBroken = new TaskCompletionSource<string>().Task;
}

/// <summary>A node that was started.</summary>
public interface INodeHandle : IDisposable
{
    /// <summary>Not started yet.</summary>
    ITransport Transport { get; }

    /// <summary>Ends it at once.</summary>
    void Kill();

    /// <summary>It has refused to take part in the run, and would again.</summary>
    /// <param name="reason">Begins with a verb.</param>
    void OnRefused(string reason)
    {
    }

    /// <summary>Completes when it has ended.</summary>
    Task Ended { get; }
}
