namespace ActorLab.Core.Actors;

/// <summary>What happens to an actor that threw. The message that made it throw is never handled again.</summary>
public enum SupervisionDirective
{
    /// <summary>Goes on with the state it has.</summary>
    Resume,

    /// <summary>A fresh instance takes over the reference and the mailbox; children are stopped first.</summary>
    Restart,

    Stop,

    /// <summary>The parent fails in its place. At the root, the run fails.</summary>
    Escalate,
}
