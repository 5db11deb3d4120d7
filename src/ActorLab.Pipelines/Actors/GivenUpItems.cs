using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>The items that a stage gave up: counted, the first of them with the reason, and all of them passed to the sink for dead letters if there is one.</summary>
internal sealed class GivenUpItems(Wiring? wiring)
{
    private const int MaxKept = 20;

    private readonly Outlet? _outlet = wiring is null ? null : new Outlet(wiring);
    private readonly List<string> _first = [];

    public long Count { get; private set; }

    public ImmutableArray<string> First => [.. _first];

    public bool IsOpen => _outlet?.IsOpen ?? true;

    public bool HasEnded => _outlet?.HasEnded ?? true;

    public IEnumerable<string> NoRoomAt => _outlet?.NoRoomAt ?? [];

    public IEnumerable<EdgeAccount> Accounts => _outlet?.Accounts ?? [];

    public bool IsFrom(IActorRef? sender) => wiring is not null && wiring.Outlets[0].Target.Equals(sender);

    public void Connect() => _outlet?.Connect();

    public void OnCredit(IActorRef sender, Credit credit) => _outlet!.OnCredit(sender, credit);

    public void Add(PipelineItem item, Exception cause)
    {
        Count++;
        if (_first.Count < MaxKept) _first.Add($"item {item.Path}: {cause.Message}");
        _outlet?.Pass(item);
    }

    public void End() => _outlet?.End();
}
