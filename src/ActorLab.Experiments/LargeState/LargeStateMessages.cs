using ActorLab.Core.Actors;
using ActorLab.Wire;

namespace ActorLab.Experiments.LargeState;

/// <summary>What a process is told at its start: how much will come, and which part of it is its own.</summary>
/// <param name="Root">Sends the object and gets the sum.</param>
/// <param name="SizeBytes">Of the whole object.</param>
/// <param name="Share">What to sum.</param>
internal sealed record SentShare(IActorRef Root, long SizeBytes, Share Share) : IMessage;

/// <summary>The worker is there and has nothing yet, or has all up to this byte.</summary>
internal sealed record HasUpTo(long Bytes) : IMessage;

/// <summary>The next piece of the object, at most 1 MiB.</summary>
internal sealed record StatePiece(long Offset, ReadOnlyMemory<byte> Bytes) : ISizedMessage
{
    public const int MaxBytes = 1 << 20;

    public long SizeBytes => Bytes.Length;
}

/// <summary>A worker has summed its share.</summary>
/// <param name="Sum">0 where nothing was computed.</param>
/// <param name="Computed">False on a simulated machine that only charges for computing.</param>
internal sealed record ShareSummed(long Sum, bool Computed) : IMessage;

/// <summary>Their wire forms.</summary>
internal static class LargeStateMessages
{
    public const uint SentShareTag = 140;
    public const uint HasUpToTag = 141;
    public const uint StatePieceTag = 142;
    public const uint ShareSummedTag = 143;

    public static WireTable AddTo(WireTable table) => table
        .Add<SentShare>(SentShareTag, Write, ReadShare)
        .Add<HasUpTo>(HasUpToTag, static (m, w) => w.Int64(m.Bytes), static r => new HasUpTo(r.Int64()))
        .Add<StatePiece>(StatePieceTag, Write, static r => new StatePiece(r.Int64(), r.Bytes()))
        .Add<ShareSummed>(ShareSummedTag, Write, static r => new ShareSummed(r.Int64(), r.Boolean()));

    private static void Write(SentShare message, FieldWriter writer)
    {
        writer.Actor(message.Root);
        writer.Int64(message.SizeBytes);
        writer.Int64(message.Share.Start);
        writer.Int64(message.Share.End);
    }

    private static SentShare ReadShare(FieldReader reader)
    {
        IActorRef root = reader.Actor() ?? throw new WireFormatException("a share of nobody's object");
        long size = reader.Int64();
        var share = new Share(reader.Int64(), reader.Int64());
        bool fits = size is >= 0 and <= int.MaxValue && share.Start >= 0 && share.Start <= share.End && share.End <= size;
        return fits ? new SentShare(root, size, share) : throw new WireFormatException($"{share} is no part of {size} bytes");
    }

    private static void Write(StatePiece message, FieldWriter writer)
    {
        writer.Int64(message.Offset);
        writer.Bytes(message.Bytes.Span);
    }

    private static void Write(ShareSummed message, FieldWriter writer)
    {
        writer.Int64(message.Sum);
        writer.Boolean(message.Computed);
    }
}
