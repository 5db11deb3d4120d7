namespace ActorLab.Core.Verify;

/// <summary>How often an item may come.</summary>
public enum DeliveryClass
{
    /// <summary>No loss, no duplicate, nothing that was not sent.</summary>
    ExactlyOnce,

    /// <summary>No loss, nothing that was not sent.</summary>
    AtLeastOnce,

    /// <summary>No duplicate, nothing that was not sent.</summary>
    AtMostOnce,
}
