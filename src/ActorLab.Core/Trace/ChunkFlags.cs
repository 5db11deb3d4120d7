namespace ActorLab.Core.Trace;

/// <summary>Which columns hold something for an event. The lowest four bits are its kind.</summary>
[Flags]
internal enum ChunkFlags : ushort
{
    None = 0,
    OtherPlace = 1 << 4,
    OtherActor = 1 << 5,

    /// <summary>There is a peer: the expected one, unless the next flag is set.</summary>
    Peer = 1 << 6,
    OtherPeer = 1 << 7,
    OtherDetail = 1 << 8,
    Amount = 1 << 9,
    OtherTurn = 1 << 10,

    /// <summary>There is a message: the expected one, unless the next flag is set.</summary>
    Message = 1 << 11,
    OtherMessage = 1 << 12,
    OtherItem = 1 << 13,
}
