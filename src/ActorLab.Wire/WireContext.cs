using System.Diagnostics.CodeAnalysis;
using ActorLab.Core.Actors;

namespace ActorLab.Wire;

/// <summary>Packs and unpacks the messages of one node. May be used by several threads at once.</summary>
public sealed class WireContext
{
    /// <summary>How deep messages may stand inside each other: bytes from outside must not decide how deep the stack gets.</summary>
    public const int MaxDepth = 16;

    private readonly WireTable _table;
    private readonly IWireReferences _references;
    private readonly WireContext? _inner;

    /// <param name="table">Is frozen by this.</param>
    /// <param name="references">Of the node.</param>
    public WireContext(WireTable table, IWireReferences references)
        : this(table, references, MaxDepth + 1)
    {
    }

    private WireContext(WireTable table, IWireReferences references, int depthLeft)
    {
        table.Freeze();
        _table = table;
        _references = references;
        // The last one can address actors and pack nothing.
        _inner = depthLeft > 1 ? new WireContext(table, references, depthLeft - 1) : null;
    }

    /// <exception cref="NoWireFormException">The message, or one inside it, has no codec, or it is too large.</exception>
    public Payload Pack(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        WireTable.Entry entry = _table.Find(message.GetType()) ?? throw new NoWireFormException($"{message.GetType().Name} has no wire form");
        if (_inner is null) throw new NoWireFormException($"{message.GetType().Name} stands more than {MaxDepth} messages deep");
        byte[] bytes = entry.Write(message, _inner);
        if (bytes.Length > Payload.MaxBytes) throw new NoWireFormException($"{message.GetType().Name} has {bytes.Length} bytes; at most {Payload.MaxBytes} can travel");
        return new Payload(entry.Tag, bytes);
    }

    /// <returns>False, and why, where <see cref="Pack"/> would throw.</returns>
    public bool TryPack(IMessage message, out Payload payload, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            payload = Pack(message);
            reason = null;
            return true;
        }
        catch (NoWireFormException none)
        {
            payload = Payload.None;
            reason = none.Message;
            return false;
        }
    }

    /// <exception cref="WireFormatException">The tag is unknown, or the bytes are not what its codec writes.</exception>
    public IMessage Unpack(Payload payload)
    {
        WireTable.Entry entry = _table.Find(payload.Tag) ?? throw new WireFormatException($"no message has the tag {payload.Tag}");
        if (_inner is null) throw new WireFormatException($"messages stand more than {MaxDepth} deep inside each other");
        try
        {
            return entry.Read(payload.Bytes, _inner);
        }
        catch (Exception broken) when (broken is not WireFormatException)
        {
            throw new WireFormatException($"the message with tag {payload.Tag} is broken: {broken.Message}", broken);
        }
    }

    /// <inheritdoc cref="IWireReferences.NameOf"/>
    public NodeActorName NameOf(IActorRef actor) => _references.NameOf(actor);

    /// <inheritdoc cref="IWireReferences.ActorOf"/>
    public IActorRef ActorOf(NodeActorName name) => _references.ActorOf(name);
}
