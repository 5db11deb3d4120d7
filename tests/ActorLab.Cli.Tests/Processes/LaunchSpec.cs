using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Transports;
using ActorLab.TestSupport;
using ActorLab.Wire;

namespace ActorLab.Cli.Tests.Processes;

/// <summary>Ends that come before a child has joined: its own, or that of the run.</summary>
[Collection(ProcessFaults.Name)]
public sealed class LaunchSpec
{
    private const int Runs = 10;
    private const int Children = 3;
    private const string Role = "role";

    /// <summary>Whoever waits for a child to join that is gone hangs.</summary>
    private static readonly LinkOptions Patient = LinkOptions.Default with { JoinTimeout = SimDuration.FromSeconds(3_600) };

    [Fact]
    public async Task A_child_that_is_killed_before_it_has_joined_is_noticed_and_replaced()
    {
        var fleet = new NodeFleet((_, _) => { }) { OnLaunch = (started, child) =>
        {
            if (started.Children.Count == 1) child.Kill();
        } };
        ProcessRun run = await ProcessRuns.RunAsync(fleet, 100, workers: 1, links: Patient);
        ProcessRuns.AssertHolds(run, fleet, 100);
        Assert.Equal(["process-1 closed its end"], run.Losses);
        Assert.Equal(0, fleet.Children[0].Pieces);
        Assert.Equal(2, fleet.Children.Count);
    }

    [Fact]
    public async Task A_run_that_fails_while_its_children_start_leaves_none_behind()
    {
        int[] before = ProcessTable.ChildrenOf(Environment.ProcessId);
        for (int i = 0; i < Runs; i++)
        {
            var launcher = new ChildProcessLauncher(() => Lab.Node, _ => { });
            var engine = new NodesEngine(launcher, static _ => { }, static _ => { }, Patient with { StopPatience = SimDuration.FromMilliseconds(i) });
            RunResult result = await Task.Run(
                () => engine.RunAsync(Failing(), EngineOptions.Default, CancellationToken.None)).WaitAsync(HangGuard.Limit);
            Assert.Equal(RunOutcome.Failed, result.Outcome);
            Assert.Equal(before, ProcessTable.ChildrenOf(Environment.ProcessId));
        }
    }

    private static ScenarioPlan Failing()
    {
        var plan = new ScenarioPlan { Name = "failing", Root = _ => new ActorProps(() => new FailingRoot()) { Supervision = new SupervisionPolicy { Directive = SupervisionDirective.Stop } }, Machine = new MachineProfile { Name = "test", Cores = 2 } };
        return plan with { Nodes = [.. Enumerable.Range(0, Children).Select(i => new NodePlan($"node-{i}"))], Roles = plan.Roles.Add(Role, (_, _) => throw new InvalidOperationException("nobody gets so far")) };
    }

    private sealed class FailingRoot : LabActor
    {
        protected override void PreStart()
        {
            for (int i = 0; i < Children; i++) Spawn(ActorProps.OnNode($"node-{i}", Role, new WorkItem(SequencePath.Of(1), null)));
            throw new InvalidOperationException("planned");
        }

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
