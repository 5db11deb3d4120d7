using ActorLab.TestSupport;

namespace ActorLab.Conformance;

/// <summary>All that the suite must know about one engine.</summary>
public abstract class EngineFixture : IDisposable
{
    public abstract IEngine CreateEngine();

    /// <summary>An engine on which a node dies without a word. Only for engines with nodes.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="lose">Lets its present life end: now, or at a time that the engine has planned, before anything that the test could do next but wait.</param>
    public virtual IEngine CreateEngineThatLoses(string node, out Action lose) => throw new NotSupportedException($"{GetType().Name} cannot lose node '{node}'");

    /// <summary>How many nodes of the engines of this fixture have not ended.</summary>
    public virtual int LivingNodes => 0;

    /// <summary>Starts a program of its own in which this engine runs a plan with that many nodes. Every node writes <c>node</c> and the number of its process to the program's output, and
    /// then goes on until it is ended. Only for engines whose nodes are processes.</summary>
    public virtual System.Diagnostics.Process StartProgramWithNodes(int count) => throw new NotSupportedException($"{GetType().Name} cannot start {count} nodes in another program");

    /// <summary>Real time after which a run has failed. No test measures time against it: it only ends what would hang.</summary>
    public virtual TimeSpan SafetyNet => HangGuard.Limit;

    /// <summary>A path for a file that does not exist yet; a real machine puts it into a folder of this fixture's own.</summary>
    public virtual string NewPath(string name) => $"conformance/{name}";

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
