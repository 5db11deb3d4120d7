namespace ActorLab.TestSupport;

/// <summary>Ends what would hang. A test waits for the thing itself and measures no time against this guard.</summary>
public static class HangGuard
{
    /// <summary>Real time after which something that has not come never will: by far more than a machine needs that does fifty
    /// other
    /// things.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);
}
