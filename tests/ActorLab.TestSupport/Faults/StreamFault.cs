namespace ActorLab.TestSupport.Faults;

/// <summary>What a faulty sink makes of a stream, at one place of it.</summary>
public enum StreamFault
{
    /// <summary>Leaves an item out.</summary>
    Drop,

    /// <summary>Brings one twice.</summary>
    Repeat,

    /// <summary>Brings one after the next.</summary>
    Swap,

    /// <summary>Brings another in the place of one.</summary>
    Alter,
}
