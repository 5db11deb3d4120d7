using System.Text;
using ActorLab.Core.Journal;
using ActorLab.Core.Verify;

namespace ActorLab.Pipelines.Actors;

/// <summary>The items that an earlier process has written and that are made again now: they must be the same, or what is written next would not follow on what is there.</summary>
/// <param name="point">How far the output was.</param>
internal sealed class Replay(OutputPoint point)
{
    /// <summary>The name of the check that they were.</summary>
    public const string Check = "resumed";

    private readonly OutputTally _tally = new();
    private long _items;

    /// <summary>Whether there are still items that have been written before.</summary>
    public bool IsOn => _items < point.Items;

    /// <summary>Whether all of them were others.</summary>
    public bool HasFailed => !IsOn && (_tally.Bytes != point.Bytes || _tally.Digest != point.Digest);

    public void Offer(string line)
    {
        _items++;
        _tally.Append(Encoding.UTF8.GetBytes(line));
        _tally.Append("\n"u8);
    }

    public CheckResult Complete(bool isOver)
    {
        if (HasFailed) return Violated("others than were written before");
        if (!IsOn) return new CheckResult(Check, VerdictStatus.Holds, $"the first {point.Items} items are those that were written before", []);
        return isOver
            ? Violated($"only {_items} items")
            : new CheckResult(Check, VerdictStatus.Unknown, $"{_items} of the {point.Items} items that were written before have come again", []);
    }

    private CheckResult Violated(string got) =>
        new(Check, VerdictStatus.Violated, $"the first {point.Items} items are not those that were written before: the pipeline does not do the same twice", [new Violation(point.Items, $"the {point.Items} items of {point.Bytes} bytes that were written before", got, null)]);
}
