using System.Collections.Immutable;

namespace ActorLab.Core.Model;

/// <summary>What one message of a work queue holds: an item, or a chunk of items that are done one after the other by whoever gets the message. Each has the lease it is done under.</summary>
/// <param name="Leases">At least one.</param>
/// <param name="Suspect">Workers were lost that held it: nobody begins it without asking.</param>
public sealed record LeaseBatch(ImmutableArray<Worker.Assigned> Leases, bool Suspect = false) : IMessage;
