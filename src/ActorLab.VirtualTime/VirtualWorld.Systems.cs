using Akka.Actor;
using Akka.Dispatch.SysMsg;
using ActorLab.VirtualTime.Events;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.VirtualTime;

public sealed partial class VirtualWorld
{
    /// <summary>The systems of this world that have not ended, in the order of their creation.</summary>
    public IReadOnlyList<ActorSystem> Systems =>
        [.. _systems.Where(system => system.System is not null).Select(system => system.System!)];

    /// <summary>Kills a system without a last word: no actor of it is stopped, no timer fires, no message arrives.</summary>
    public void Kill(ActorSystem system)
    {
        CheckUse();
        VirtualSystem killed = Known(system);
        if (killed.Life == SystemLife.Frozen) _obstacles--;
        killed.Life = SystemLife.Killed;
        _killed++;
        Forget(killed);
    }

    /// <summary>Freezes a system, as SIGSTOP does a process: its turns and timers wait, and what others send it too.</summary>
    /// <exception cref="InvalidOperationException">It is not running.</exception>
    public void Freeze(ActorSystem system)
    {
        CheckUse();
        VirtualSystem frozen = Known(system);
        if (frozen.Life != SystemLife.Running) throw new InvalidOperationException($"the system {frozen.Name} cannot be frozen: it is {frozen.Life}");
        frozen.Life = SystemLife.Frozen;
        _obstacles++;
        SettleFresh();
        _ready.RemoveWhere(item =>
        {
            if (item.System != frozen) return false;
            frozen.FrozenTurns.Add(item);
            return true;
        });
    }

    /// <summary>Lets a frozen system go on: timers whose moment has passed fire now, in their order.</summary>
    /// <exception cref="InvalidOperationException">It is not frozen.</exception>
    public void Thaw(ActorSystem system)
    {
        CheckUse();
        VirtualSystem thawed = Known(system);
        if (thawed.Life != SystemLife.Frozen) throw new InvalidOperationException($"the system {thawed.Name} cannot be thawed: it is {thawed.Life}");
        thawed.Life = SystemLife.Running;
        _obstacles--;
        SettleFresh();
        foreach (PendingEvent late in thawed.FrozenEvents) _pending.Add(_now, late);
        foreach (Ready turn in thawed.FrozenTurns)
        {
            if (!Park(turn)) _ready.Add(turn);
        }

        thawed.FrozenEvents.Clear();
        thawed.FrozenTurns.Clear();
    }

    internal VirtualSystem BeginSystem(VirtualScheduler scheduler)
    {
        CheckThread();
        ArgumentNullException.ThrowIfNull(scheduler);
        var system = new VirtualSystem(++_systemCount);
        _systems.Add(system);
        return system;
    }

    internal void EndSystem(VirtualSystem system)
    {
        if (system.Life == SystemLife.Killed) return;
        if (system.Life == SystemLife.Frozen) _obstacles--;
        system.Life = SystemLife.Ended;
        Forget(system);
    }

    /// <summary>The first actor of a system is made: its other dispatchers become virtual.</summary>
    internal void Adopt(ActorSystem system)
    {
        VirtualSystem known = ((VirtualScheduler)system.Scheduler).System;
        if (known.System is not null) return;
        known.System = system;
        if (!_creates) _starting.Add(known);
        _bySystem.Add(system, known);
        VirtualDispatcher.Replace(system, this);
    }

    internal long NextActorNumber() => ++_actorNumber;

    internal bool IsPlainSend(VirtualSystem system) =>
        _offset == 0 && _killed == 0 && IsOwnThread && system.Life != SystemLife.Killed;

    /// <summary>A message from another thread, from a turn that holds its thread, or to a killed system.</summary>
    internal void SendSpecially(VirtualDispatcher dispatcher, ActorCell cell, Envelope envelope) =>
        SendSpecially(dispatcher, () => dispatcher.DispatchPlainly(cell, envelope),
            () => $"{envelope.Message?.GetType().Name} to {cell.Self.Path}");

    internal void SendSpecially(VirtualDispatcher dispatcher, ActorCell cell, SystemMessage message) =>
        SendSpecially(dispatcher, () => dispatcher.DispatchPlainly(cell, message),
            () => $"{message.GetType().Name} to {cell.Self.Path}");

    private void SendSpecially(VirtualDispatcher dispatcher, Action send, Func<string> what)
    {
        if (dispatcher.System.Life == SystemLife.Killed) return;
        if (!IsOwnThread) AcceptForeign(send, what());
        else if (_offset > 0) _pending.Add(_now + _offset,
            new PendingEvent(EventKind.Action, send, null, null, null, dispatcher.System, 0));
        else send();
    }

    private VirtualSystem Known(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return _bySystem.TryGetValue(system, out VirtualSystem? known)
            ? known
            : throw new ArgumentException($"the system {system.Name} is not one of this world", nameof(system));
    }

    private void Forget(VirtualSystem system)
    {
        bool IsOfSystem(Ready item) => item.System == system;
        SettleFresh();
        _ready.RemoveWhere(IsOfSystem);
        _pending.RemoveWhere(what => what.System == system);
        system.FrozenEvents.Clear();
        system.FrozenTurns.Clear();
        _obstacles -= system.Busy.Count;
        system.Busy.Clear();
        _recentAsks.RemoveAll(ask => IsOf(ask.Asker) || (ask.Asked.Owner is { } asked && IsOf(asked)));
        _systems.Remove(system);
        _starting.Remove(system);
        if (system.System is not null) _bySystem.Remove(system.System);

        bool IsOf(IActorRef actor) =>
            system.System is ExtendedActorSystem { Provider: { } provider } && (actor as IInternalActorRef)?.Provider == provider;
    }
}
