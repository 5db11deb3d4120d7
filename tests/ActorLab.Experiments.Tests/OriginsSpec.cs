using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.LineCopy;
using Xunit;

namespace ActorLab.Experiments.Tests;

/// <summary>What another process is told of a definition gives the same plan there, a machine of one's own included.</summary>
public sealed class OriginsSpec
{
    private static readonly MachineProfile Machine = PublishedMachines.Laptop with
    {
        Name = "mine",
        Cores = 7,
        DiskFlush = Latency.Between(SimDuration.FromMicroseconds(1), SimDuration.FromSeconds(2)),
        Services = PublishedMachines.Laptop.Services.Add("dns", new ServiceProfile(Latency.Constant(SimDuration.FromMilliseconds(3)), 4, [1, 2, 255])),
    };

    [Fact]
    public void Line_copy_keeps_its_machine() =>
        AssertKept(
            LineCopyExperiment.OriginOf(LineCopyRuns.Definition("processes") with { Machine = Machine, InterpreterLock = true }));

    [Theory]
    [InlineData("daemon")]
    [InlineData("large-state")]
    [InlineData("contexts")]
    [InlineData("process-queue")]
    [InlineData("queue-workers")]
    [InlineData("pipeline-shapes")]
    public void A_small_experiment_keeps_its_machine(string name)
    {
        ICaseExperiment experiment = CaseExperiments.Find(name)!;
        Assert.Equal(experiment.CaseNames.Length, experiment.Origins(new CaseOptions()).Length);
        Assert.All(experiment.Origins(new CaseOptions { Machine = Machine }), AssertKept);
        Assert.All(experiment.Origins(new CaseOptions()), origin => Assert.Equal(experiment.DefaultMachine, ExperimentCatalog.Build(origin).Machine));
    }

    [Fact]
    public void Only_the_chosen_cases_have_a_plan() =>
        Assert.Equal(["daemon/outlives"], CaseExperiments.Find("daemon")!.Origins(new CaseOptions { Cases = ["outlives"] }).Select(o => ExperimentCatalog.Build(o).Name));

    private static void AssertKept(PlanOrigin origin)
    {
        ScenarioPlan plan = ExperimentCatalog.Build(origin);
        Assert.Equal(origin.Digest, plan.Origin!.Digest);
        ServiceProfile service = Assert.Single(plan.Machine.Services).Value;
        Assert.Equal((SimDuration.FromMilliseconds(3), 4), (((ConstantDistribution)service.Latency).Value, service.Capacity));
        Assert.Equal<byte>([1, 2, 255], service.Reply.AsEnumerable());
        Assert.Equal(Machine, plan.Machine with { Services = Machine.Services });
    }
}
