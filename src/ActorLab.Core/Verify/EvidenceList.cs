using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>The first violations of one check, and how many there are.</summary>
internal sealed class EvidenceList
{
    private List<Violation>? _shown;

    public long Count { get; private set; }

    public ImmutableArray<Violation> Shown => _shown is null ? [] : [.. _shown];

    /// <summary>Counts one more violation.</summary>
    /// <returns>Whether it is among the first and wants to be shown. Texts are made only then: a stream may violate a check with every item.</returns>
    public bool CountOne() => ++Count <= CheckResult.MaxEvidence;

    /// <param name="position">Place in the output, from 1.</param>
    /// <param name="expected">What should have come.</param>
    /// <param name="item">What came.</param>
    /// <param name="remark">Added to the text of the item.</param>
    public void Show(long position, string expected, in OutputItem item, string remark = "") =>
        Show(position, expected, EvidenceText.Of(item.Data) + remark, item.Worker);

    public void Show(long position, string expected, string got, string? worker) => (_shown ??= []).Add(new Violation(position, expected, got, worker));
}
