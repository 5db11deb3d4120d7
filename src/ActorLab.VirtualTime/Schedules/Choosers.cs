using System.Runtime.CompilerServices;

namespace ActorLab.VirtualTime.Schedules;

/// <summary>Picks one of the ready mailboxes; asked only when there are two or more.</summary>
internal interface IChooser
{
    /// <summary>True where the first is always picked, so that nothing need be asked.</summary>
    bool IsFifo => false;

    /// <param name="choice">Number of the choice, from 0.</param>
    /// <param name="ready">The ready mailboxes, in the order in which they became ready.</param>
    /// <returns>The index of one of them.</returns>
    int Choose(long choice, ReadyQueue ready);
}

internal sealed class FifoChooser : IChooser
{
    public bool IsFifo => true;

    public int Choose(long choice, ReadyQueue ready) => 0;
}

internal sealed class RandomChooser(int seed) : IChooser
{
    private readonly Xoshiro _random = new(seed);

    public int Choose(long choice, ReadyQueue ready) => _random.Next(ready.Count);
}

/// <summary>Priorities are drawn when a mailbox is first seen; lowered ones fall below all that are drawn.</summary>
internal sealed class PctChooser : IChooser
{
    private readonly Xoshiro _random;

    /// <summary>Of mailboxes, which must not outlive their actors.</summary>
    private readonly ConditionalWeakTable<object, StrongBox<long>> _priorities = [];
    private readonly HashSet<long> _changes = [];
    private long _lowest = -1;

    public PctChooser(int seed, int depth, int choices)
    {
        _random = new Xoshiro(seed);
        for (int i = 1; i < depth; i++) _changes.Add(_random.Next(choices));
    }

    public int Choose(long choice, ReadyQueue ready)
    {
        int best = Highest(ready);
        if (!_changes.Contains(choice)) return best;
        PriorityOf(ready[best].Key) = _lowest--;
        return Highest(ready);
    }

    private int Highest(ReadyQueue ready)
    {
        int best = 0;
        long most = long.MinValue;
        for (int i = 0; i < ready.Count; i++)
        {
            long priority = PriorityOf(ready[i].Key);
            if (priority <= most) continue;
            most = priority;
            best = i;
        }

        return best;
    }

    private ref long PriorityOf(object key)
    {
        if (!_priorities.TryGetValue(key, out StrongBox<long>? priority))
        {
            priority = new StrongBox<long>((long)(_random.NextUInt64() >> 2));
            _priorities.Add(key, priority);
        }

        return ref priority.Value;
    }
}

internal sealed class ReplayChooser(Schedule schedule) : IChooser
{
    private int _next;

    /// <summary>Deviations that the run has not come to.</summary>
    public int Left => schedule.Deviations.Count - _next;

    public int Choose(long choice, ReadyQueue ready)
    {
        if (_next == schedule.Deviations.Count || schedule.Deviations[_next].Choice > choice) return 0;
        int index = schedule.Deviations[_next].Index;
        if (index >= ready.Count)
        {
            throw new VirtualTimeException(VirtualTimeProblem.ScheduleMismatch,
                $"the schedule is of another run: at choice {choice} it takes ready mailbox number {index + 1}, and only {ready.Count} are ready");
        }

        _next++;
        return index;
    }
}
