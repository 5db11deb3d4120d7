using Akka.Actor;

namespace OwnActors;

/// <summary>Prices orders: an ordinary Akka.NET actor, which knows nothing of ActorLab. It asks its tariff, which takes 5 ms, and
/// fails for every order that ends in 13.</summary>
public sealed class Pricing : ReceiveActor
{
    public Pricing()
    {
        IActorRef tariff = Context.ActorOf(Props.Create(() => new Tariff()), "tariff");
        ReceiveAsync<long>(async order =>
        {
            if (order % 100 == 13) throw new InvalidOperationException($"order {order} has no price");
            IActorRef asker = Sender;
            asker.Tell($"order {order}: {await tariff.Ask<long>(order)}");
        });
    }
}

/// <summary>Knows what an order costs.</summary>
public sealed class Tariff : ReceiveActor
{
    public Tariff() => Receive<long>(order =>
        Context.System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(5), Sender, 7 * order, Self));
}
