using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ActorLab.Conformance.Scripts;
using ActorLab.Core.Actors;
using ActorLab.Nodes.Engine;
using ActorLab.Wire;

namespace ActorLab.Nodes.Tests.Engine;

/// <summary>The messages that are on their way between nodes in one process: only their numbers travel.</summary>
internal sealed class MessageTable
{
    private readonly ConcurrentDictionary<long, IMessage> _messages = new();
    private readonly ConcurrentDictionary<long, NodeActorName> _introduced = new();
    private long _last;

    /// <summary>One end's way into the table.</summary>
    public IMessagePacker PackerFor(IWireReferences references) => new ReferencePacker(this, references);

    private sealed class ReferencePacker(MessageTable table, IWireReferences references) : IMessagePacker
    {
        private const uint Plain = 1;
        private const uint Introduction = 2;

        public bool TryPack(IMessage message, out Payload payload, [NotNullWhen(false)] out string? reason)
        {
            payload = Payload.None;
            reason = message is Homebound ? "it has no wire form" : null;
            if (reason is not null) return false;
            long number = Interlocked.Increment(ref table._last);
            if (message is Meet(var whom)) table._introduced[number] = references.NameOf(whom);
            else table._messages[number] = message;
            byte[] bytes = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            payload = new Payload(message is Meet ? Introduction : Plain, bytes);
            return true;
        }

        public IMessage Unpack(Payload payload)
        {
            long number = BinaryPrimitives.ReadInt64LittleEndian(payload.Bytes.Span);
            return payload.Tag == Introduction ? new Meet(references.ActorOf(table._introduced[number])) : table._messages[number];
        }
    }
}
