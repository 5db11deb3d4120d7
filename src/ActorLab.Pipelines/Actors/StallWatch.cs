using System.Collections.Immutable;
using System.Globalization;

namespace ActorLab.Pipelines.Actors;

/// <summary>Notices that a pipeline stands still although nobody is at work. Virtual time sees that by itself; a real engine cannot know what will still come.</summary>
/// <param name="after">How long nothing may have happened.</param>
internal sealed class StallWatch(SimDuration after)
{
    /// <summary>So many looks come into the time after which it is a stall.</summary>
    private const int Looks = 4;

    private readonly Dictionary<string, StageFigures> _seen = new(StringComparer.Ordinal);
    private (int Ended, long Done)? _last;
    private SimTime _since;

    /// <summary>Between two looks.</summary>
    public SimDuration Pause { get; } = new(Math.Max(1, after.Nanoseconds / Looks));

    public bool IsLooking { get; private set; }

    /// <summary>What those have said that have not ended.</summary>
    public IReadOnlyDictionary<string, StageFigures> Seen => _seen;

    /// <summary>Whether an actor has answered in this look.</summary>
    public bool HasSeen(string name) => _seen.ContainsKey(name);

    public void Begin()
    {
        _seen.Clear();
        IsLooking = true;
    }

    /// <summary>How far one is that has not ended.</summary>
    public void Add(StageFigures figures)
    {
        if (IsLooking) _seen[figures.Name] = figures;
    }

    /// <summary>Ends a look.</summary>
    /// <param name="ended">How many have come to their end.</param>
    /// <param name="now">The time.</param>
    public bool IsStalled(int ended, SimTime now)
    {
        IsLooking = false;
        var standing = (ended, _seen.Values.Sum(f => f.Taken + f.Passed + f.Filtered + f.Dropped + f.DeadLettered + f.Retried + f.LostWorkers));
        if (_last == standing && !_seen.Values.Any(f => f.IsBusy)) return now - _since >= after;
        _last = standing;
        _since = now;
        return false;
    }
}

/// <summary>What the stages of a pipeline that leads nowhere wait for, or are at: the same words on every engine.</summary>
internal static class StallDiagnosis
{
    /// <param name="names">Of all actors, in the order in which they are to be named.</param>
    /// <param name="standing">How far those are that have not ended.</param>
    public static string Of(IEnumerable<string> names, IReadOnlyDictionary<string, StageFigures> standing)
    {
        IEnumerable<string> waits = names.Where(standing.ContainsKey).Select(
            name => $"{name} {string.Join(" and ", WaitsOf(standing[name]))}");
        return $"nothing moves any more: {string.Join("; ", waits)}";
    }

    /// <summary>Where time does not pass although all are at work.</summary>
    /// <param name="now">The time at which it stands still.</param>
    /// <param name="figures">Of all actors, in the order in which they are to be named.</param>
    public static string OfEndlessWork(SimTime now, IEnumerable<StageFigures> figures)
    {
        IEnumerable<string> work = figures.Where(f => !f.HasEnded).Select(f => $"{f.Name} {string.Join(" and ", WorkOf(f))}");
        return $"time stands still, {now}, while work goes on that takes none: {string.Join("; ", work)}";
    }

    private static ImmutableArray<string> WorkOf(StageFigures figures)
    {
        var work = ImmutableArray.CreateBuilder<string>();
        // What has passed on all that it took, or made it, is told once.
        if (figures.Taken > 0 && figures.Taken != figures.Passed) work.Add($"has taken {Items(figures.Taken)}");
        if (figures.Retried > 0) work.Add($"has begun {Items(figures.Retried)} again");
        if (figures.Passed > 0) work.Add($"has passed on {Items(figures.Passed)}");
        if (work.Count == 0) work.Add("has begun nothing");
        return work.ToImmutable();

        static string Items(long count) =>
            string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "item" : "items")}");
    }

    private static ImmutableArray<string> WaitsOf(StageFigures figures)
    {
        var waits = ImmutableArray.CreateBuilder<string>();
        if (!figures.NoSentinelFor.IsEmpty) waits.Add($"waits for the end of {string.Join(", ", figures.NoSentinelFor)}, for whom there is no sentinel");
        if (!figures.NoAnswerFrom.IsEmpty)
        {
            waits.Add(
                $"waits for what {string.Join(", ", figures.NoAnswerFrom)} "
                    + $"{(figures.NoAnswerFrom.Length == 1 ? "works" : "work")} on");
        }

        if (!figures.NoRoomAt.IsEmpty) waits.Add($"has items for {string.Join(", ", figures.NoRoomAt)}, where there is no room");
        if (!figures.NoInputFrom.IsEmpty) waits.Add($"waits for items from {string.Join(", ", figures.NoInputFrom)}");
        if (waits.Count == 0) waits.Add($"holds {figures.Held} items");
        return waits.ToImmutable();
    }
}

/// <summary>The stages of a pipeline wait for each other, or for what will not come.</summary>
public sealed class PipelineStalledException : Exception
{
    /// <summary>Stands where a failure names its stage: it is nobody's alone.</summary>
    public const string Place = "pipeline";

    public PipelineStalledException(string message) : base(message)
    {
    }

    public PipelineStalledException(string message, Exception inner) : base(message, inner)
    {
    }

    public PipelineStalledException()
    {
    }
}
