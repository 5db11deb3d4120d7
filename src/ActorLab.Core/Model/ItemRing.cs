namespace ActorLab.Core.Model;

/// <summary>A queue of fixed capacity that can lose items at both ends.</summary>
internal sealed class ItemRing(int capacity)
{
    private readonly IMessage?[] _items = new IMessage?[capacity];
    private int _head;

    public int Count { get; private set; }

    public bool IsFull => Count == _items.Length;

    public void AddTail(IMessage item)
    {
        Invariant.Check(!IsFull, $"all {_items.Length} places are taken");
        _items[Wrap(_head + Count++)] = item;
    }

    public IMessage RemoveHead()
    {
        IMessage item = Clear(_head);
        _head = Wrap(_head + 1);
        Count--;
        return item;
    }

    public IMessage RemoveTail()
    {
        IMessage item = Clear(Wrap(_head + Count - 1));
        Count--;
        return item;
    }

    private IMessage Clear(int index)
    {
        IMessage? item = _items[index];
        Invariant.Check(item is not null, "nothing can be taken out of an empty queue");
        _items[index] = null;
        return item;
    }

    private int Wrap(int index) => index >= _items.Length ? index - _items.Length : index;
}
