using System.Collections.Immutable;
using System.Text;
using ActorLab.Core.Machine;
using ActorLab.Hocon;

namespace ActorLab.Definitions.Schema;

/// <summary>A service that a simulated machine can ask, under a name that the user chose. What each setting means stands with the property of <see cref="ServiceProfile"/> that has the same name.</summary>
public sealed class ServiceSettings : Section
{
    internal ServiceSettings() : base("")
    {
        Latency = Add(new LatencySetting("latency") { IsRequired = true });
        Capacity = Add(new IntegerSetting("capacity", 1, ServiceProfile.MaxCapacity) { IsRequired = true });
        Reply = Add(new TextSetting("reply") { IsOptional = true });
    }

    public LatencySetting Latency { get; }

    public IntegerSetting Capacity { get; }

    /// <summary>In UTF-8; nothing is answered where it is left out.</summary>
    public TextSetting Reply { get; }

    /// <returns>Null if anything does not fit.</returns>
    internal ServiceProfile? Read(HoconField service, ReadingProblems problems)
    {
        Distribution? latency = Latency.Read(service[Latency.Key], problems);
        long? capacity = Capacity.Read(service[Capacity.Key], problems);
        string? reply = Reply.Read(service[Reply.Key], problems);
        if (latency is null || capacity is null) return null;
        return new ServiceProfile(latency, (int)capacity.Value, ImmutableArray.Create(Encoding.UTF8.GetBytes(reply ?? "")));
    }
}
