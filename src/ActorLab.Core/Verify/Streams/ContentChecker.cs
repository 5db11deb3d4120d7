namespace ActorLab.Core.Verify;

/// <summary>
/// The content of each item has the checksum that came with it. What differs was altered somehow: that it was torn, a checksum
/// cannot show.
/// </summary>
public sealed class ContentChecker : IStreamChecker
{
    private readonly EvidenceList _evidence = new();
    private long _items;
    private long _checked;

    public string Name => CheckCatalog.Content;

    public void Offer(in StreamItem item)
    {
        _items++;
        if (item.IsWhole is null) return;
        _checked++;
        if (item.IsWhole == false && _evidence.CountOne()) _evidence.Show(_items, "content that its checksum fits", $"item {item.Sequence}", item.Worker);
    }

    public CheckResult Complete(string? cutReason)
    {
        string? bound = _checked < _items ? $"{_items - _checked} items carry no checksum" : null;
        return CheckResult.Of(
            Name, _evidence.Count > 0, Doubt.Of(cutReason, _items, bound),
            $"{_evidence.Count} of {_checked} items with a checksum differ from it", _evidence.Shown,
            new CheckFigure("items", _items), new CheckFigure("checked", _checked), new CheckFigure("altered", _evidence.Count));
    }
}
