using System.Diagnostics.CodeAnalysis;
using ActorLab.Wire;

namespace ActorLab.Nodes.Engine;

/// <summary>Turns messages into what travels and back.</summary>
internal interface IMessagePacker
{
    /// <returns>False, and why, if the message has no wire form.</returns>
    bool TryPack(IMessage message, out Payload payload, [NotNullWhen(false)] out string? reason);

    /// <exception cref="WireFormatException">It cannot be unpacked.</exception>
    IMessage Unpack(Payload payload);
}

/// <summary>By the codecs of a closed table.</summary>
internal sealed class WirePacker(WireContext context) : IMessagePacker
{
    public bool TryPack(IMessage message, out Payload payload, [NotNullWhen(false)] out string? reason) => context.TryPack(message, out payload, out reason);

    public IMessage Unpack(Payload payload) => context.Unpack(payload);
}
