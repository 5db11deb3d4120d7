using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Primitives;

namespace OwnActors;

/// <param name="Number">From 1.</param>
public sealed record CoffeeOrder(long Number) : IItemMessage
{
    long IItemMessage.Item => Number;
}

/// <param name="Number">Of the order.</param>
/// <param name="At">When it was ready.</param>
public sealed record CoffeeReady(long Number, SimTime At) : IMessage;

/// <summary>Makes one coffee after the other.</summary>
public sealed class Barista(IActorRef bar, MakeCoffee work) : LabActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case CoffeeOrder order: Execute(work, order); break;
            case BodyCompleted(CoffeeOrder order, _): bar.Tell(new CoffeeReady(order.Number, Now)); break;
            case BodyFailed(_, var cause): throw cause;
            default: Unhandled(message); break;
        }
    }
}

/// <summary>Grinds for 10 ms on the only grinder, and brews for 20 ms.</summary>
/// <param name="grinder">A lock.</param>
public sealed class MakeCoffee(LockHandle grinder) : IBody
{
    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        ArgumentNullException.ThrowIfNull(machine);
        await machine.Acquire(grinder);
        await machine.Sleep(SimDuration.FromMilliseconds(10));
        await machine.Release(grinder);
        await machine.Sleep(SimDuration.FromMilliseconds(20));
        return item;
    }
}

/// <summary>Has baristas, each with a thread, and hands out the orders in turn.</summary>
public sealed class CoffeeBar(IActorRef outside, int orders, int baristas) : LabActor
{
    private int _ready;

    public static ScenarioPlan Plan(int orders, int baristas) => new()
    {
        Name = "coffee-bar",
        Root = outside => new ActorProps(() => new CoffeeBar(outside, orders, baristas)),
        Machine = new MachineProfile { Name = "bar", Cores = 2 },
    };

    protected override void PreStart()
    {
        IActorRef self = Self;
        var work = new MakeCoffee(new LockHandle("grinder"));
        DispatcherPolicy threads = DispatcherPolicy.ForkJoin("baristas", baristas);
        IActorRef[] all = [.. Enumerable.Range(1, baristas).Select(i =>
            Spawn(new ActorProps(() => new Barista(self, work)) { Name = $"barista-{i}", Dispatcher = threads }))];
        for (int order = 1; order <= orders; order++) all[order % baristas].Tell(new CoffeeOrder(order));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case CoffeeReady ready:
                outside.Tell(ready);
                if (++_ready == orders) Self.Tell(PoisonPill.Instance);
                break;
            default: Unhandled(message); break;
        }
    }
}
