using ActorLab.Pipelines.Nodes;

namespace ActorLab.Pipelines.Actors;

/// <summary>Items that can be handed out, in their order; closed while one that goes ahead of them is not due. A ring, since every item of a stage with workers goes through one.</summary>
internal sealed class TaskQueue
{
    private const int SmallestRing = 16;

    private WorkTask?[] _ring = new WorkTask?[SmallestRing];
    private int _head, _blocks;

    public int Count { get; private set; }

    /// <summary>Whether there is one that can be handed out.</summary>
    public bool HasNext => Count > 0 && _blocks == 0;

    public void Add(WorkTask task)
    {
        MakeRoom();
        _ring[(_head + Count) & (_ring.Length - 1)] = task;
        Count++;
    }

    /// <summary>It is the next one again.</summary>
    public void PutBack(WorkTask task)
    {
        MakeRoom();
        _head = (_head - 1) & (_ring.Length - 1);
        _ring[_head] = task;
        Count++;
    }

    public void Block() => _blocks++;

    public void Unblock() => _blocks--;

    /// <summary>The next ones, unless it is closed: a suspect alone, others as far as they fit.</summary>
    /// <param name="most">How many, at most.</param>
    /// <param name="load">What one message can carry; null for any number.</param>
    public List<WorkTask> Take(int most, MessageLoad? load)
    {
        var taken = new List<WorkTask>(Math.Min(most, Count));
        while (HasNext && taken.Count < most)
        {
            WorkTask next = _ring[_head]!;
            if (taken.Count > 0 && (next.IsSuspect || taken[0].IsSuspect)) break;
            if (load is not null && !load.TryAdd(next.Item)) break;
            taken.Add(TakeFirst());
        }

        return taken;
    }

    /// <summary>The next one, whatever it is.</summary>
    public WorkTask TakeFirst()
    {
        Invariant.Check(HasNext, $"there is none to be taken: {Count} wait, {_blocks} go ahead of them");
        WorkTask first = _ring[_head]!;
        _ring[_head] = null;
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
        return first;
    }

    private void MakeRoom()
    {
        if (Count < _ring.Length) return;
        var larger = new WorkTask?[_ring.Length * 2];
        for (int i = 0; i < Count; i++) larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        _ring = larger;
        _head = 0;
    }
}
