using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Scripted;
using Xunit;

namespace ActorLab.Core.Tests.Model;

/// <summary>Plays the workers, the sink and the owner of a coordinator.</summary>
internal static class CoordinatorDriver
{
    public static readonly TestActorRef Owner = new(1001, "root");
    public static readonly TestActorRef Watcher = new(1002, "progress");
    public static readonly TestActorRef SinkActor = new(1003, "root/sink");

    public static TestContext Start(long items, int workers, Func<CoordinatorOptions, CoordinatorOptions>? change = null)
    {
        CoordinatorOptions options = Options(items, workers);
        var context = new TestContext(() => new Coordinator(change is null ? options : change(options)), "root/coordinator");
        context.Start();
        return context;
    }

    public static CoordinatorOptions Options(long items, int workers) => new()
    {
        Source = new RangeSource(items),
        Workers = workers,
        MaxLosses = int.MaxValue,
        Worker = (_, _) => new ActorProps(LabActor () => throw new InvalidOperationException("no worker lives in this test")),
        Owner = Owner,
        ProgressTo = Watcher,
        ProgressEvery = SimDuration.FromSeconds(1_000),
    };

    public static SimTime Milliseconds(long value) => SimTime.Zero + SimDuration.FromMilliseconds(value);

    public static void WorkerReports(TestContext context, int worker, long finished, long demandUpTo) =>
        context.Deliver(new Coordinator.Report(finished, demandUpTo), context.Spawned[worker].Actor);

    public static void WorkerFails(TestContext context, int worker, Lease lease, Exception cause) =>
        context.Deliver(new Coordinator.ItemFailed(lease, new WorkItem(SequencePath.Of(lease.Number), null), cause), context.Spawned[worker].Actor);

    public static void WorkerTerminates(TestContext context, int worker) => context.Deliver(new Terminated(context.Spawned[worker].Actor));

    public static void SinkDelivers(TestContext context, long upTo) => context.Deliver(new Coordinator.DeliveredUpTo(new SequenceNumber(upTo)), SinkActor);

    public static IEnumerable<string> Assignments(TestContext context) =>
        context.TakeSent().Where(s => s.Message is Worker.Assigned).Select(s =>
        {
            var assigned = (Worker.Assigned)s.Message;
            Assert.Equal(assigned.Lease.Number, assigned.Item.Path.Root.Value);
            return $"{s.Receiver.TestName()}: {assigned.Lease.Number}/{assigned.Lease.Epoch}";
        });

    public static Coordinator.Finished TheEnd(TestContext context)
    {
        Sent last = context.TakeSent()[^1];
        Assert.Equal(Owner, last.Receiver);
        return Assert.IsType<Coordinator.Finished>(last.Message);
    }
}
