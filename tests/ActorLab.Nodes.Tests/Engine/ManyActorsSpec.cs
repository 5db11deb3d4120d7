using ActorLab.Conformance.Scripts;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Transports;
using ActorLab.TestSupport;

namespace ActorLab.Nodes.Tests.Engine;

/// <summary>A run that lasts must not remember every actor that it ever had on another node.</summary>
public sealed class ManyActorsSpec
{
    private const string Lives = "lives";
    private const string Watches = "watches";
    private const int Actors = 100_000;
    private const int AtOnce = 2_000;

    /// <summary>What nobody holds any more is seen to be so that often.</summary>
    private const int CollectEvery = 10_000;

    [Fact]
    public async Task A_hundred_thousand_short_lived_actors_watched_from_a_third_node_leave_nothing_behind()
    {
        NodeRole lives = (_, _) => Script.Props((_, _) => { });
        NodeRole watches = (_, _) => Script.Fresh(() =>
        {
            IActorRef? root = null;
            return (context, message) =>
            {
                if (message is Meet(var peer))
                {
                    root = context.Sender;
                    context.Watch(peer);
                    context.Stop(peer);
                }
                else if (message is Terminated)
                {
                    context.Send(root!, Go.Instance);
                }
            };
        });
        int begun = 0, ended = 0, most = 0;
        NodeHub? hub = null;
        IActorRef? watcher = null;
        ActorProps root = Script.Root(
            context =>
            {
                watcher = context.Spawn(ActorProps.OnNode("b", Watches, Go.Instance) with { Name = "watcher" });
                for (int i = 0; i < AtOnce; i++) Next(context);
            },
            (context, _) =>
            {
                if (++ended % CollectEvery == 0) GC.Collect();
                most = Math.Max(most, hub!.Remotes.Count);
                if (begun < Actors) Next(context);
                return ended == Actors;
            });
        var plan = new ScenarioPlan { Name = "many", Root = _ => root, Machine = new MachineProfile { Name = "test", Cores = 2 } };
        plan = plan with { Nodes = [new NodePlan("a"), new NodePlan("b")], Roles = plan.Roles.Add(Lives, lives).Add(Watches, watches) };
        var launcher = new InMemoryLauncher(FaultRates.None, 1);
        hub = new NodeHub(plan, EngineOptions.Default, launcher, launcher.PackerFor, _ => { }, LinkOptions.Default);
        RunResult result = await Task.Run(() => hub.RunAsync(CancellationToken.None)).WaitAsync(HangGuard.Limit);
        Assert.Equal((RunOutcome.Completed, Actors), (result.Outcome, ended));
        Assert.Equal((0, 0), (hub.Remotes.KeptCount, hub.WatchedBetween));
        Assert.InRange(hub.KnownElsewhere, 0, 1); // the root
        Assert.InRange(most, AtOnce, 4 * (CollectEvery + AtOnce));

        void Next(IActorContext context)
        {
            begun++;
            context.Send(watcher!, new Meet(context.Spawn(ActorProps.OnNode("a", Lives, Go.Instance) with { Name = $"{begun}" })));
        }
    }
}
