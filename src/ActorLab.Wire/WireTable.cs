using System.Collections.Immutable;

namespace ActorLab.Wire;

/// <summary>The messages that may leave their process, each with a tag and a codec. It is filled at set-up, the same on all nodes, and closed when a <see cref="WireContext"/> is made of it.</summary>
/// <remarks>A tag is for good: a message that changes incompatibly gets a new one. Tags up to 99 belong to <see cref="CoreMessages"/>.</remarks>
public sealed class WireTable
{
    private readonly Dictionary<Type, Entry> _byType = [];
    private readonly Dictionary<uint, Entry> _byTag = [];

    internal delegate byte[] Writer(IMessage message, WireContext context);

    internal delegate IMessage Reader(ReadOnlyMemory<byte> bytes, WireContext context);

    internal sealed record Entry(uint Tag, Type Type, Writer Write, Reader Read);

    /// <summary>True once nothing can be added any more.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>In ascending order.</summary>
    public ImmutableArray<uint> Tags => [.. _byTag.Keys.Order()];

    /// <summary>Adds a message whose codec writes and reads bytes of its own making.</summary>
    /// <param name="tag">At least 1.</param>
    /// <param name="write">Gives the bytes; messages and references inside it go through the context. Must give an array that nobody changes.</param>
    /// <param name="read">Makes an equal message of them. What it throws counts as broken bytes.</param>
    /// <exception cref="ArgumentException">The tag or the type is in the table already.</exception>
    /// <exception cref="InvalidOperationException">The table is frozen.</exception>
    public WireTable Add<TMessage>(uint tag, Func<TMessage, WireContext, byte[]> write, Func<ReadOnlyMemory<byte>, WireContext, TMessage> read)
        where TMessage : class, IMessage
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentOutOfRangeException.ThrowIfZero(tag);
        if (IsFrozen) throw new InvalidOperationException($"the table is frozen; {typeof(TMessage).Name} comes too late");
        if (_byTag.TryGetValue(tag, out Entry? taken)) throw new ArgumentException($"tag {tag} of {typeof(TMessage).Name} belongs to {taken.Type.Name}", nameof(tag));
        var entry = new Entry(tag, typeof(TMessage), (message, context) => write((TMessage)message, context), (bytes, context) => read(bytes, context));
        if (!_byType.TryAdd(typeof(TMessage), entry)) throw new ArgumentException($"{typeof(TMessage).Name} has the tag {_byType[typeof(TMessage)].Tag} already", nameof(tag));
        _byTag.Add(tag, entry);
        return this;
    }

    /// <summary>Adds a message whose codec writes its fields one after the other and reads them in the same order.</summary>
    /// <inheritdoc cref="Add{TMessage}(uint, Func{TMessage, WireContext, byte[]}, Func{ReadOnlyMemory{byte}, WireContext, TMessage})"/>
    public WireTable Add<TMessage>(uint tag, Action<TMessage, FieldWriter> write, Func<FieldReader, TMessage> read)
        where TMessage : class, IMessage
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(read);
        return Add(tag, WriteFields, ReadFields);

        byte[] WriteFields(TMessage message, WireContext context)
        {
            var writer = new FieldWriter(context);
            write(message, writer);
            return writer.ToArray();
        }

        TMessage ReadFields(ReadOnlyMemory<byte> bytes, WireContext context)
        {
            var reader = new FieldReader(bytes, context);
            TMessage message = read(reader);
            reader.End();
            return message;
        }
    }

    /// <summary>Closes the table.</summary>
    public void Freeze() => IsFrozen = true;

    /// <summary>The tag of a type; 0 if it has none.</summary>
    public uint TagOf(Type type) => _byType.TryGetValue(type, out Entry? entry) ? entry.Tag : 0;

    internal Entry? Find(Type type) => _byType.GetValueOrDefault(type);

    internal Entry? Find(uint tag) => _byTag.GetValueOrDefault(tag);
}
