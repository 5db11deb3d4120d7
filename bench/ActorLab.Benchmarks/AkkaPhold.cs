using ActorLab.Core.Primitives;
using ActorLab.VirtualTime;
using Akka.Actor;

namespace ActorLab.Benchmarks;

internal sealed partial record Phold
{
    /// <summary>Through Akka's own API, in virtual time: untyped actors, <c>ScheduleTellOnce</c>, the same stream for each
    /// process.</summary>
    public Measurement Akka()
    {
        var count = new EventCount(WarmUp, Events);
        using var world = new VirtualWorld();
        ActorSystem system = world.CreateSystem("phold");
        RandomStream[] streams = Streams();
        var all = new IActorRef[Processes];
        var over = new TaskCompletionSource();
        for (int i = 0; i < all.Length; i++)
        {
            int index = i;
            all[i] = system.ActorOf(Props.Create(() => new AkkaProcess(this, count, over, all, index, streams[index], world)), $"{i}");
            all[i].Tell(new Begin());
        }

        world.Run(over.Task);
        return count.Result(_sum ??= BareSum());
    }

    private sealed class AkkaProcess(
        Phold phold, EventCount count, TaskCompletionSource over, IActorRef[] all, int index, RandomStream random, VirtualWorld world) : UntypedActor
    {
        private readonly ITellScheduler _scheduler = Context.System.Scheduler;
        private readonly IActorRef _self = Context.Self;

        protected override void OnReceive(object message)
        {
            if (message is Ball)
            {
                if (count.Count(world.NowNanoseconds, index)) over.TrySetResult();
                else if (!over.Task.IsCompleted) Next(message);
            }
            else
            {
                for (int k = 0; k < phold.EventsEach; k++) Next(new Ball());
            }
        }

        private void Next(object ball)
        {
            IActorRef to = all[phold.Receiver(index, random)];
            _scheduler.ScheduleTellOnce(TimeSpan.FromTicks(Delay(random) / TimeSpan.NanosecondsPerTick), to, ball, _self);
        }
    }
}
