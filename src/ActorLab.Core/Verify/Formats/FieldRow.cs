namespace ActorLab.Core.Verify;

/// <summary>One row of a table: the fields that have a role, copied out of the bytes they came in.</summary>
public sealed class FieldRow
{
    private readonly Field?[] _fields = new Field?[ColumnMap.Roles.Length];
    private byte[] _bytes = new byte[256];
    private int _used;

    /// <summary>Where the row stands in its file, from 1.</summary>
    public long Line { get; internal set; }

    /// <summary>The name of the file, as the user gave it.</summary>
    public string File { get; internal set; } = "";

    /// <summary>A field; empty if the row has none of that role.</summary>
    public ReadOnlySpan<byte> this[ColumnRole role] =>
        _fields[(int)role] is { } field ? _bytes.AsSpan(field.Start, field.Length) : default;

    /// <summary>Whether the row has a field of that role with something in it.</summary>
    public bool Has(ColumnRole role) => _fields[(int)role] is { Length: > 0 };

    /// <summary>Where the field begins in the row, in bytes from 1; 1 if there is none.</summary>
    public int ColumnOf(ColumnRole role) => _fields[(int)role]?.Column ?? 1;

    internal void Clear()
    {
        Array.Clear(_fields);
        _used = 0;
    }

    /// <summary>Room for a field of at most so many bytes.</summary>
    internal Span<byte> Room(int length)
    {
        if (_used + length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_used + length, 2 * _bytes.Length));
        return _bytes.AsSpan(_used, length);
    }

    /// <summary>The bytes written to <see cref="Room"/> are the field of a role.</summary>
    internal void Set(ColumnRole role, int length, int column)
    {
        _fields[(int)role] = new Field(_used, length, column);
        _used += length;
    }

    private readonly record struct Field(int Start, int Length, int Column);
}
