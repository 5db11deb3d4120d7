using ActorLab.Core.Machine;
using ActorLab.Core.Primitives;
using Xunit;

namespace ActorLab.Core.Tests.Machine;

/// <summary>A profile that is made in code refuses what a definition would not get past the reader.</summary>
public sealed class MachineProfileSpec
{
    private static readonly MachineProfile s_plain = new() { Name = "plain" };

    private static readonly SimDuration s_negative = new(-1), s_pastTheRange = Latency.Longest + new SimDuration(1);

    public static TheoryData<string, Func<MachineProfile>> Refused => new()
    {
        { "Cores", () => s_plain with { Cores = 0 } },
        { "Cores", () => s_plain with { Cores = 1_025 } },
        { "DiskCapacity", () => s_plain with { DiskCapacity = 0 } },
        { "BaseThreads", () => s_plain with { BaseThreads = 1_000_001 } },
        { "SwitchInterval", () => s_plain with { SwitchInterval = s_negative } },
        { "InterpreterHandOver", () => s_plain with { InterpreterHandOver = s_negative } },
        { "TimeSlice", () => s_plain with { TimeSlice = s_negative } },
        { "SchedulerTick", () => s_plain with { SchedulerTick = s_pastTheRange } },
        { "SwitchCost", () => s_plain with { SwitchCost = s_negative } },
        { "LockHandOver", () => s_plain with { LockHandOver = s_negative } },
        { "ThreadStart", () => s_plain with { ThreadStart = s_pastTheRange } },
        { "ProcessLaunch", () => s_plain with { ProcessLaunch = s_negative } },
        { "ProcessStart", () => s_plain with { ProcessStart = new SimDuration(long.MaxValue) } },
        { "ForkStart", () => s_plain with { ForkStart = s_negative } },
        { "ForkserverStart", () => s_plain with { ForkserverStart = s_negative } },
        { "TransferCost", () => s_plain with { TransferCost = s_negative } },
        { "TransferCostPerMebibyte", () => s_plain with { TransferCostPerMebibyte = s_negative } },
        { "StepCost", () => s_plain with { StepCost = s_negative } },
        { "ComputeVariation", () => s_plain with { ComputeVariation = double.NaN } },
        { "ComputeVariation", () => s_plain with { ComputeVariation = -0.1 } },
        { "ComputeVariation", () => s_plain with { ComputeVariation = 1 } },
        { "DiskOpen", () => s_plain with { DiskOpen = new ParetoDistribution(SimDuration.FromMilliseconds(1), 1) } },
        { "DiskRead", () => s_plain with { DiskRead = new ExponentialDistribution(s_pastTheRange) } },
        { "DiskFlush", () => s_plain with { DiskFlush = null! } },
        { "Latency", () => s_plain with { Services = s_plain.Services.Add("web", new ServiceProfile(new ParetoDistribution(SimDuration.FromMilliseconds(1), 0.5), 1, [])) } },
        { "Capacity", () => s_plain with { Services = s_plain.Services.Add("web", new ServiceProfile(Latency.None, 0, [])) } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_out_of_its_range_is_refused_by_name(string setting, Func<MachineProfile> make)
    {
        var refused = Assert.ThrowsAny<ArgumentException>(make);
        Assert.Equal(setting, refused.ParamName);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_024)]
    public void The_ends_of_a_range_belong_to_it(int cores)
    {
        MachineProfile machine = s_plain with { Cores = cores, ThreadStart = Latency.Longest, TimeSlice = SimDuration.Zero, ComputeVariation = MachineProfile.MaxComputeVariation };
        Assert.Equal((cores, Latency.Longest), (machine.Cores, machine.ThreadStart));
    }

    [Fact]
    public void Equal_settings_are_equal_machines() =>
        Assert.Equal(s_plain with { DiskRead = Latency.Between(SimDuration.Zero, SimDuration.FromMilliseconds(1)) }, s_plain with { DiskRead = new UniformDistribution(SimDuration.Zero, SimDuration.FromMilliseconds(1)) });

    [Fact]
    public void A_message_says_what_may_be_there() => Assert.StartsWith(
        "DiskOpen must be a distribution with a mean, which a pareto has only with a shape above 1, not pareto(1 ms, 1)",
        Assert.Throws<ArgumentException>(() => s_plain with { DiskOpen = new ParetoDistribution(SimDuration.FromMilliseconds(1), 1) }).Message);
}
