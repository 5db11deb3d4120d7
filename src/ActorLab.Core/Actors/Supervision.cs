namespace ActorLab.Core.Actors;

/// <summary>One actor under its supervision policy: what a failure leads to, and how often it has been restarted. Every engine decides by this.</summary>
/// <param name="policy">What the parent has decided.</param>
/// <param name="path">The actor's, for what is said about it.</param>
public sealed class Supervision(SupervisionPolicy policy, string path)
{
    private readonly Queue<SimTime> _restarts = new();

    /// <summary>What is to happen, and for which failure: a policy that cannot decide leaves the decision to whoever stands above.</summary>
    public (SupervisionDirective Directive, Exception Failure) Decide(Exception failure)
    {
        try
        {
            return (policy.DirectiveFor(failure), failure);
        }
        catch (Exception undecided)
        {
            return (SupervisionDirective.Escalate, new AggregateException($"the supervision of {path} could not decide", failure, undecided));
        }
    }

    /// <summary>Counts a restart, unless there have been as many within the window as there may be.</summary>
    /// <param name="now">When it failed.</param>
    /// <returns>False if the actor must stop instead.</returns>
    public bool TryRestart(SimTime now)
    {
        while (_restarts.TryPeek(out SimTime first) && now - first > policy.Window) _restarts.Dequeue();
        if (_restarts.Count >= policy.MaxRestarts) return false;
        _restarts.Enqueue(now);
        return true;
    }
}
