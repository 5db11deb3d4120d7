using System.Buffers.Binary;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Wire;

namespace ActorLab.Cluster.Work;

/// <summary>A lease as the broker holds it: the version, the tag, and the bytes that the tag's codec of the closed table writes. It may outlive the node that wrote it, so it can name no actor.</summary>
internal sealed class LeaseCodec
{
    /// <summary>Raised by every change that an older program would misread.</summary>
    private const byte Version = 1;
    private const int HeadBytes = 1 + sizeof(uint);

    private readonly WireContext _context;

    /// <param name="messages">Fills the table of the messages that may travel; the same on all nodes.</param>
    public LeaseCodec(Action<WireTable> messages)
    {
        var table = new WireTable();
        CoreMessages.AddTo(table);
        messages(table);
        _context = new WireContext(table, new NoReferences());
    }

    /// <exception cref="NoWireFormException">Something in it cannot travel.</exception>
    public byte[] Encode(LeaseBatch batch)
    {
        Payload payload = _context.Pack(batch);
        byte[] body = new byte[HeadBytes + payload.Bytes.Length];
        body[0] = Version;
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(1), payload.Tag);
        payload.Bytes.CopyTo(body.AsMemory(HeadBytes));
        return body;
    }

    /// <param name="body">Is copied.</param>
    /// <exception cref="WireFormatException">It is no lease.</exception>
    public LeaseBatch Decode(ReadOnlyMemory<byte> body)
    {
        if (body.Length is < HeadBytes or > HeadBytes + Payload.MaxBytes) throw new WireFormatException($"a lease of {body.Length} bytes");
        if (body.Span[0] != Version) throw new WireFormatException($"a lease of version {body.Span[0]}; this program reads {Version}");
        uint tag = BinaryPrimitives.ReadUInt32LittleEndian(body.Span[1..]);
        if (tag != CoreMessages.LeaseBatchTag) throw new WireFormatException($"tag {tag} is no lease");
        return (LeaseBatch)_context.Unpack(new Payload(tag, body[HeadBytes..].ToArray()));
    }

    private sealed class NoReferences : IWireReferences
    {
        public NodeActorName NameOf(IActorRef actor) => throw new NoWireFormException($"{actor} may be gone when the lease is read");

        public IActorRef ActorOf(NodeActorName name) => throw new WireFormatException("a lease names no actor");
    }
}
