using System.Collections.Immutable;
using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>Passes each message on to one of several actors, or to all.</summary>
/// <remarks>It never holds a message back; where waiting is wanted, a <see cref="BoundedQueue"/> stands before it. A message that comes while there are no routees is unhandled, and so a dead letter.
/// A routee that terminates is taken out.</remarks>
public sealed class Router : IActor
{
    /// <param name="Message">What the routee receives.</param>
    /// <param name="Key">For <see cref="RoutingStrategy.ConsistentHash"/>: the <see cref="StableHash"/> of what the message is about. Others ignore it.</param>
    public sealed record Route(IMessage Message, ulong Key = 0) : IItemMessage
    {
        long IItemMessage.Item => Message is IItemMessage about ? about.Item : 0;
    }

    /// <summary>Adds a routee behind the others; one that is there already changes nothing.</summary>
    public sealed record Add(ActorRef Routee) : IMessage;

    public sealed record Remove(ActorRef Routee) : IMessage;

    /// <summary>From a routee, for <see cref="RoutingStrategy.Balance"/>: it wants messages up to this count since it was added. A lower count than a known one changes nothing.</summary>
    public sealed record Demand(long UpTo) : IMessage;

    private sealed class Routee(ActorRef actor)
    {
        public ActorRef Actor { get; } = actor;

        public long Given { get; set; }

        public long DemandUpTo { get; set; }

        /// <summary>Up to a constant (what it wants beyond what it has finished), the number of messages it has not finished.</summary>
        public long Outstanding => Given - DemandUpTo;
    }

    private readonly RoutingStrategy _strategy;
    private readonly ImmutableArray<ActorRef> _initial;
    private readonly List<Routee> _routees = [];
    private readonly ConsistentHashRing _ring;
    private int _cursor;

    /// <param name="strategy">How to choose.</param>
    /// <param name="routees">The first routees, in order.</param>
    /// <param name="virtualNodes">Points of each routee on the hash ring, at least 1.</param>
    public Router(RoutingStrategy strategy, ImmutableArray<ActorRef> routees, int virtualNodes = ConsistentHashRing.DefaultVirtualNodes)
    {
        _strategy = strategy;
        _initial = routees;
        _ring = new ConsistentHashRing(virtualNodes);
    }

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Route route: Pass(context, route); break;
            case Demand(var upTo): OnDemand(context, upTo, message); break;
            case Add(var routee): AddRoutee(context, routee); break;
            case Remove(var routee):
                context.Unwatch(routee);
                RemoveRoutee(routee);
                break;
            case Terminated(var routee): RemoveRoutee(routee); break;
            // Routees are known from the beginning or added; a router that starts anew knows the first ones again, but no demand.
            case Started or Restarted:
                foreach (ActorRef routee in _initial) AddRoutee(context, routee);
                break;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private void Pass(IActorContext context, Route route)
    {
        if (_routees.Count == 0)
        {
            context.Unhandled(route);
            return;
        }

        switch (_strategy)
        {
            case RoutingStrategy.RoundRobin: Give(context, TakeTurn(_cursor), route.Message); break;
            case RoutingStrategy.Balance: Give(context, TakeTurn(LeastBusy()), route.Message); break;
            case RoutingStrategy.ConsistentHash: context.Send(_ring.OwnerOf(route.Key)!, route.Message); break;
            case RoutingStrategy.Broadcast:
                foreach (Routee routee in _routees) Give(context, routee, route.Message);
                break;
            default: throw new InvariantViolatedException($"there is no strategy {_strategy}");
        }
    }

    private static void Give(IActorContext context, Routee routee, IMessage message)
    {
        routee.Given++;
        context.Send(routee.Actor, message);
    }

    private Routee TakeTurn(int index)
    {
        _cursor = index + 1 == _routees.Count ? 0 : index + 1;
        return _routees[index];
    }

    private int LeastBusy()
    {
        int best = _cursor;
        for (int i = 1; i < _routees.Count; i++)
        {
            int index = (_cursor + i) % _routees.Count;
            if (_routees[index].Outstanding < _routees[best].Outstanding) best = index;
        }

        return best;
    }

    private void OnDemand(IActorContext context, long upTo, IMessage message)
    {
        int index = context.Sender is { } sender ? IndexOf(sender) : -1;
        if (index < 0) context.Unhandled(message);
        else _routees[index].DemandUpTo = Math.Max(upTo, _routees[index].DemandUpTo);
    }

    private void AddRoutee(IActorContext context, ActorRef actor)
    {
        if (IndexOf(actor) >= 0) return;
        _routees.Add(new Routee(actor));
        if (_strategy == RoutingStrategy.ConsistentHash) _ring.Add(actor);
        context.Watch(actor);
    }

    private void RemoveRoutee(ActorRef actor)
    {
        int index = IndexOf(actor);
        if (index < 0) return;
        _routees.RemoveAt(index);
        _ring.Remove(actor);
        // The turn stays with whoever had it.
        if (index < _cursor) _cursor--;
        if (_cursor >= _routees.Count) _cursor = 0;
    }

    private int IndexOf(ActorRef actor)
    {
        for (int i = 0; i < _routees.Count; i++)
            if (_routees[i].Actor.Id == actor.Id) return i;
        return -1;
    }
}
