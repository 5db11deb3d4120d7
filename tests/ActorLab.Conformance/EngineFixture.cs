namespace ActorLab.Conformance;

/// <summary>All that the suite must know about one engine.</summary>
public abstract class EngineFixture : IDisposable
{
    public abstract IEngine CreateEngine();

    /// <summary>Real time after which a run has failed. No test measures time against it: it only ends what would hang.</summary>
    public virtual TimeSpan SafetyNet => TimeSpan.FromSeconds(30);

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
