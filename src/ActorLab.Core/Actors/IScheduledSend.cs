namespace ActorLab.Core.Actors;

/// <summary>A message that is still to be sent.</summary>
public interface IScheduledSend
{
    /// <summary>Takes it back.</summary>
    /// <returns>True if it will never be sent; false if it was sent or taken back before.</returns>
    bool Cancel();
}
