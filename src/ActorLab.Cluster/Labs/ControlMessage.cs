using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLab.Wire;

namespace ActorLab.Cluster.Labs;

/// <summary>What roots and members of a lab say to each other beside the links of their runs. A closed table: no other kind is read.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(WhoIsThere), "who-is-there")]
[JsonDerivedType(typeof(Here), "here")]
[JsonDerivedType(typeof(Invited), "invited")]
[JsonDerivedType(typeof(Accepted), "accepted")]
[JsonDerivedType(typeof(Declined), "declined")]
[JsonDerivedType(typeof(ToEnd), "to-end")]
[JsonDerivedType(typeof(Ended), "ended")]
internal abstract record ControlMessage
{
    /// <summary>Raised by every change that an older program would misread.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Longer ones are not read.</summary>
    public const int MaxBytes = 4096;

    /// <exception cref="NoWireFormException">It is too long.</exception>
    public byte[] Encode()
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(this, ControlJson.Default.ControlMessage);
        return bytes.Length <= MaxBytes ? bytes : throw new NoWireFormException($"a {GetType().Name} of {bytes.Length} bytes does not fit into {MaxBytes}");
    }

    /// <exception cref="WireFormatException">It is none.</exception>
    public static ControlMessage Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > MaxBytes) throw new WireFormatException($"a control message of {bytes.Length} bytes; 1 to {MaxBytes} are allowed");
        try
        {
            return JsonSerializer.Deserialize(bytes, ControlJson.Default.ControlMessage) ?? throw new WireFormatException("an empty control message");
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            throw new WireFormatException($"not a control message: {unreadable.Message}", unreadable);
        }
    }
}

/// <summary>To all members: each answers with <see cref="Here"/>.</summary>
internal sealed record WhoIsThere : ControlMessage;

/// <param name="Version">Of the control messages and of the frames of links.</param>
/// <param name="Software">For people.</param>
/// <param name="Member">Its name.</param>
/// <param name="Roles">What it was started for.</param>
/// <param name="Lives">How many nodes it is at present.</param>
/// <param name="Capacity">How many it can be at a time.</param>
internal sealed record Here(string Version, string Software, string Member, string[] Roles, int Lives, int Capacity) : ControlMessage
{
    public static string ThisVersion => $"{CurrentVersion}.{FrameCodec.ProtocolVersion}";
}

/// <summary>To one member: be a node. The inbox of the other end exists.</summary>
internal sealed record Invited(string Life, string RootInbox, string NodeInbox) : ControlMessage;

/// <summary>The node's inbox exists.</summary>
internal sealed record Accepted(string Life) : ControlMessage;

internal sealed record Declined(string Life, string Reason) : ControlMessage;

/// <summary>To one member: that node's life is over, whatever it does.</summary>
internal sealed record ToEnd(string Life) : ControlMessage;

/// <summary>The node has ended.</summary>
internal sealed record Ended(string Life) : ControlMessage;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowOutOfOrderMetadataProperties = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ControlMessage))]
internal sealed partial class ControlJson : JsonSerializerContext;
