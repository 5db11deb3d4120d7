using ActorLab.Benchmarks;
using Xunit;

namespace ActorLab.Experiments.Tests;

public sealed class LinkWorkloadSpec
{
    [Fact]
    public void The_measured_workload_handles_every_message()
    {
        using var workload = new LinkWorkload(messageBytes: 16);
        workload.OneWay(10_000);
        workload.RoundTrip();
        Assert.Equal(10_000, workload.Handled);
        LinkWorkload.RawOneWay(1_000_000);
    }
}
