using System.Collections.Immutable;
using ActorLab.Core.Model;

namespace ActorLab.Wire;

/// <summary>What a message of a work queue holds, and what feeder and taps say to each other beside the queue.</summary>
internal static class WorkQueueMessages
{
    /// <summary>The most leases in one message.</summary>
    public const int MaxLeases = 4096;

    public static WireTable AddWorkQueue(this WireTable table) => table
        .Add<LeaseBatch>(CoreMessages.LeaseBatchTag, Write, ReadBatch)
        .Add<LeaseTap.Attached>(CoreMessages.AttachedTag, static (_, _) => { }, static _ => LeaseTap.Attached.Instance)
        .Add<LeaseTap.Done>(CoreMessages.LeasesDoneTag, Write, ReadDone)
        .Add<LeaseTap.MayBegin>(CoreMessages.MayBeginTag, static (m, w) => Write(m.Lease, w), static r => new LeaseTap.MayBegin(ReadLease(r)))
        .Add<LeaseFeeder.Noted>(CoreMessages.NotedTag, static (m, w) => w.Int64(m.Serial), static r => new LeaseFeeder.Noted(r.Int64()))
        .Add<LeaseFeeder.Answer>(CoreMessages.AnswerTag, Write, static r => new LeaseFeeder.Answer(ReadLease(r), r.Boolean()));

    private static void Write(LeaseBatch batch, FieldWriter writer)
    {
        writer.Boolean(batch.Suspect);
        writer.Int64(batch.Leases.Length);
        foreach (Worker.Assigned assigned in batch.Leases) writer.Message(assigned);
    }

    private static LeaseBatch ReadBatch(FieldReader reader)
    {
        bool suspect = reader.Boolean();
        var leases = new Worker.Assigned[reader.Int32(1, MaxLeases)];
        for (int i = 0; i < leases.Length; i++) leases[i] = reader.Message() as Worker.Assigned ?? throw new WireFormatException("a batch holds something else than leases");
        return new LeaseBatch(ImmutableArray.Create(leases), suspect);
    }

    private static void Write(LeaseTap.Done done, FieldWriter writer)
    {
        writer.Int64(done.Serial);
        writer.Int64(done.Leases.Length);
        foreach (Lease lease in done.Leases) Write(lease, writer);
    }

    private static LeaseTap.Done ReadDone(FieldReader reader)
    {
        long serial = reader.Int64();
        var leases = new Lease[reader.Int32(1, MaxLeases)];
        for (int i = 0; i < leases.Length; i++) leases[i] = ReadLease(reader);
        return new LeaseTap.Done(serial, ImmutableArray.Create(leases));
    }

    private static void Write(LeaseFeeder.Answer answer, FieldWriter writer)
    {
        Write(answer.Lease, writer);
        writer.Boolean(answer.Begin);
    }

    private static void Write(Lease lease, FieldWriter writer)
    {
        writer.Int64(lease.Number);
        writer.Int64(lease.Epoch);
    }

    private static Lease ReadLease(FieldReader reader)
    {
        long number = reader.Int64();
        return number >= 1 ? new Lease(number, reader.Int32(0, int.MaxValue)) : throw new WireFormatException($"no lease is for item {number}");
    }
}
