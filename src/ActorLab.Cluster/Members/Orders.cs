using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLab.Cluster.Labs;
using ActorLab.Wire;

namespace ActorLab.Cluster.Members;

/// <summary>What a process is told to be by the one that started it. It comes through the pipe, because everybody on a machine can read a command line.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MemberOrder), "member")]
[JsonDerivedType(typeof(LifeOrder), "life")]
internal abstract record Order(LabText Where)
{
    public const string Ready = "ready";

    /// <summary>Stands before the reason.</summary>
    public const string Refused = "refused: ";

    /// <summary>All is done, and only the process itself is left.</summary>
    public const string Over = "over";

    public string ToLine() => JsonSerializer.Serialize(this, OrderJson.Default.Order);

    /// <exception cref="ArgumentException">It is none of that kind: somebody else has started this process.</exception>
    public static T Of<T>(string? line) where T : Order
    {
        try
        {
            if (line is not null && JsonSerializer.Deserialize(line, OrderJson.Default.Order) is T order) return order;
        }
        catch (Exception broken) when (broken is JsonException or NotSupportedException)
        {
            throw new ArgumentException($"this is no order: {broken.Message}", nameof(line), broken);
        }

        throw new ArgumentException($"this is no {typeof(T).Name}", nameof(line));
    }
}

/// <summary>Be a member of the lab.</summary>
internal sealed record MemberOrder(LabText Where, string Name, string[] Roles, string[] Programs) : Order(Where);

/// <summary>Be one life of a node. The inbox of the root exists, and so does the folder for temporary files.</summary>
internal sealed record LifeOrder(LabText Where, string Life, string RootInbox, string NodeInbox, string Folder, string[] Programs) : Order(Where);

/// <summary>The address of a lab with all that is secret in it.</summary>
internal sealed record LabText(string Broker, string Lab, LabTls? Tls, LabPatience Patience)
{
    public static LabText Of(LabAddress address) => new(address.Broker.OriginalString, address.Lab, address.Tls, address.Patience);

    public LabAddress ToAddress() => new(new Uri(Broker), Lab) { Tls = Tls, Patience = Patience };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowOutOfOrderMetadataProperties = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    Converters = [typeof(DurationJson)])]
[JsonSerializable(typeof(Order))]
internal sealed partial class OrderJson : JsonSerializerContext;
