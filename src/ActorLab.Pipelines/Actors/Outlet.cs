using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>The output of an actor: sends items as far as there is credit and keeps the rest.</summary>
/// <remarks>An actor asks <see cref="IsOpen"/> before it takes an item, so what is kept is at most what came of one item (or of what was under way when credit ran out).</remarks>
internal sealed class Outlet
{
    /// <summary>What has no room when all receivers have: too many items are on their way to where their order is restored.</summary>
    private const string WindowName = "the window of items whose order is to be restored";

    private readonly OutletTarget[] _targets;
    private readonly FanOut _fanOut;
    private readonly Window? _window;
    private readonly bool _passesSkipped;

    /// <summary>The only receiver, where nothing but its credit limits what is sent; null otherwise.</summary>
    private readonly OutletTarget? _only;

    /// <summary>Items, and skipped ones in their places.</summary>
    private readonly Queue<IItemMessage> _kept = new();
    private int _turn;
    private bool _ending, _ended;

    public Outlet(Wiring wiring)
    {
        _targets = [.. wiring.Outlets.Select(o => new OutletTarget(o))];
        _fanOut = wiring.FanOut;
        _window = wiring.Window is { } size ? new Window(size, wiring.Restorers) : null;
        _passesSkipped = wiring.PassesSkipped;
        _only = _window is null && _targets.Length == 1 ? _targets[0] : null;
    }

    /// <summary>Whether nothing is kept, so that more may be made.</summary>
    public bool IsOpen => _kept.Count == 0;

    /// <summary>Whether an item would go on at once; for an output with one receiver.</summary>
    /// <param name="number">Of the item.</param>
    public bool HasRoomFor(long number) => IsOpen && _targets[0].HasCredit && _window?.Admits(number) != false;

    /// <summary>
    /// What keeps an item from going on at once; for an output with one receiver that <see cref="HasRoomFor"/> it has not.
    /// </summary>
    /// <param name="number">Of the item.</param>
    public IEnumerable<string> ObstaclesTo(long number) =>
        !IsOpen ? NoRoomAt : _window?.Admits(number) == false ? [WindowName] : WithoutCredit;

    /// <summary>Items given to it, kept ones included.</summary>
    public long Passed { get; private set; }

    public bool HasEnded => _ended;

    /// <summary>The receivers for whose sake items are kept.</summary>
    public IEnumerable<string> NoRoomAt => IsOpen ? [] : _targets.All(t => t.HasCredit) ? [WindowName] : WithoutCredit;

    /// <summary>The receivers that take nothing for now.</summary>
    public IEnumerable<string> WithoutCredit => _targets.Where(t => !t.HasCredit).Select(t => t.To);

    public IEnumerable<EdgeAccount> Accounts => _targets.Select(t => new EdgeAccount(t.To, t.Sent, t.Sum) { Given = t.Given });

    public void Connect()
    {
        foreach (OutletTarget target in _targets) target.Actor.Tell(new Connect(target.Port));
    }

    public void Pass(PipelineItem item)
    {
        Passed++;
        if (_kept.Count > 0 || !TrySend(item)) _kept.Enqueue(item);
    }

    /// <summary>Nothing came of an item.</summary>
    public void Skip(PipelineItem item)
    {
        if (!_passesSkipped) return;
        var skipped = new Skipped(item);
        if (_kept.Count == 0) SendSkipped(skipped);
        else _kept.Enqueue(skipped);
    }

    /// <summary>No more will be passed.</summary>
    public void End()
    {
        _ending = true;
        Flow();
    }

    public void OnCredit(IActorRef sender, Credit credit)
    {
        OutletTarget target = Find(sender) ?? throw new InvariantViolatedException($"{sender.Path} gives credit and gets nothing");
        target.Credit = Math.Max(target.Credit, credit.UpTo);
        Flow();
    }

    public void OnReleased(IActorRef sender, Released released)
    {
        _window!.Release(sender, released.UpTo);
        Flow();
    }

    private void Flow()
    {
        while (_kept.TryPeek(out IItemMessage? next))
        {
            if (next is PipelineItem item)
            {
                if (!TrySend(item)) return;
            }
            else
            {
                SendSkipped(next);
            }

            _kept.Dequeue();
        }

        if (!_ending || _ended) return;
        _ended = true;
        SendToAll(EndOfStream.Instance);
    }

    private bool TrySend(PipelineItem item)
    {
        if (_only is not null) return TryGive(_only, item);
        if (_window is not null && !_window.Admits(item.Number)) return false;
        if (_targets.Length == 1) return TryGive(_targets[0], item);
        switch (_fanOut)
        {
            case FanOut.Broadcast:
                foreach (OutletTarget target in _targets)
                    if (!target.HasCredit) return false;
                foreach (OutletTarget target in _targets) target.Give(item);
                return true;
            case FanOut.RoundRobin:
                if (!TryGive(_targets[_turn], item)) return false;
                _turn = (_turn + 1) % _targets.Length;
                return true;
            case FanOut.Balance: return TryBalance(item);
            case FanOut.ConsistentHash: return TryGive(OwnerOf(item), item);
            default: throw new InvariantViolatedException($"there is no way {_fanOut} to share items");
        }
    }

    private static bool TryGive(OutletTarget target, PipelineItem item)
    {
        if (!target.HasCredit) return false;
        target.Give(item);
        return true;
    }

    private bool TryBalance(PipelineItem item)
    {
        int best = _turn;
        for (int i = 1; i < _targets.Length; i++)
        {
            int index = (_turn + i) % _targets.Length;
            if (_targets[index].Room > _targets[best].Room) best = index;
        }

        if (!TryGive(_targets[best], item)) return false;
        _turn = (best + 1) % _targets.Length;
        return true;
    }

    /// <summary>Highest random weight: with few targets it needs no ring, and a target more takes its share from all.</summary>
    private OutletTarget OwnerOf(PipelineItem item)
    {
        ulong key = StableHash.Of(item.Key ?? throw new InvariantViolatedException($"item {item.Path} has no key to be shared by"));
        OutletTarget best = _targets[0];
        ulong most = 0;
        foreach (OutletTarget target in _targets)
        {
            ulong weight = StableHash.Combine(key, target.NameHash);
            if (weight < most) continue;
            most = weight;
            best = target;
        }

        return best;
    }

    /// <summary>Needs no room. Where items are shared one of the receivers is enough: whoever waits for its place gets the streams of all of them.</summary>
    private void SendSkipped(IMessage skipped)
    {
        if (_fanOut == FanOut.Broadcast) SendToAll(skipped);
        else _targets[0].Actor.Tell(skipped);
    }

    private void SendToAll(IMessage message)
    {
        foreach (OutletTarget target in _targets) target.Actor.Tell(message);
    }

    private OutletTarget? Find(IActorRef? actor)
    {
        if (actor is null) return null;
        foreach (OutletTarget target in _targets)
            if (target.Actor.Equals(actor)) return target;
        return null;
    }
}

/// <summary>One receiver of an <see cref="Outlet"/>.</summary>
internal sealed class OutletTarget(OutletWiring wiring)
{
    private StreamAccount _given;

    public string To { get; } = wiring.To;

    public IActorRef Actor { get; } = wiring.Target;

    public int Port { get; } = wiring.Port;

    public ulong NameHash { get; } = StableHash.Of(wiring.To);

    public long Credit { get; set; } = wiring.Capacity ?? long.MaxValue;

    public long Sent { get; private set; }

    public ulong Sum { get; private set; }

    /// <summary>What was sent, for the verifier behind a sink; null where there is none.</summary>
    public StreamAccount? Given => wiring.IsJudged ? _given : null;

    public bool HasCredit => Sent < Credit;

    public long Room => Credit - Sent;

    public void Give(PipelineItem item)
    {
        Sent++;
        ulong fingerprint = item.Fingerprint;
        Sum = unchecked(Sum + fingerprint);
        if (wiring.IsJudged) _given.Add(item, fingerprint);
        Actor.Tell(item);
    }
}

/// <summary>How many of the items that an actor numbers may be under way to those who restore their order.</summary>
internal sealed class Window(int size, int restorers)
{
    private readonly Dictionary<IActorRef, long> _released = [];
    private long _least;

    public bool Admits(long number) => number <= _least + size;

    public void Release(IActorRef restorer, long upTo)
    {
        _released[restorer] = Math.Max(upTo, _released.GetValueOrDefault(restorer));
        if (_released.Count == restorers) _least = _released.Values.Min();
    }
}

/// <summary>What went over one edge, as one of its ends saw it.</summary>
/// <param name="Other">The name of the other end.</param>
/// <param name="Items">How many.</param>
/// <param name="Sum">Of their fingerprints, modulo 2⁶⁴.</param>
public sealed record EdgeAccount(string Other, long Items, ulong Sum)
{
    /// <summary>On the sending end of an edge to a sink: what its verifier compares with what was written.</summary>
    internal StreamAccount? Given { get; init; }
}
