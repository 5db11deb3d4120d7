using System.Text;
using System.Text.Json;

namespace ActorLab.Core.Verify;

/// <summary>Reads a table of comma-separated values with a header, or of JSON objects, one a row, in pieces of any size. Holds one row of at most 1 MiB.</summary>
/// <remarks>The first byte decides: an opening brace means JSON. Empty rows are passed over.</remarks>
public sealed class TableReader(string file, ColumnMap columns, IRowSink sink, RowProblems problems)
{
    private readonly RowSplitter _rows = new();
    private readonly FieldRow _row = new() { File = file };
    private readonly List<ColumnRole?> _header = [];
    private readonly byte[][] _columnNames = [.. Enum.GetValues<ColumnRole>().Select(r => Encoding.UTF8.GetBytes(columns.ColumnOf(r)))];
    private bool _begun;
    private bool _refused;
    private bool _isJson;
    private long _line;

    /// <summary>There is no use in feeding more: the header will not do, or there are too many problems.</summary>
    public bool IsDone => _refused || problems.IsFull;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!IsDone && _rows.TryRead(ref bytes, out ReadOnlySpan<byte> row, out bool tooLong)) Take(row, tooLong);
    }

    /// <param name="cut">Reading was stopped early: what is not whole is left out.</param>
    public void End(bool cut)
    {
        if (!IsDone && _rows.TryEnd(out ReadOnlySpan<byte> row, out bool tooLong) && !cut) Take(row, tooLong);
        if (!_begun && !cut && !IsDone) problems.Add(file, 1, 1, "expected a header, got nothing");
    }

    private void Take(ReadOnlySpan<byte> row, bool tooLong)
    {
        _line++;
        if (tooLong)
        {
            problems.Add(file, _line, 1, $"expected a row of at most {RowSplitter.MaxRowBytes} bytes, got a longer one");
            _refused |= !_begun;
            return;
        }

        if (_line == 1 && row.StartsWith("\uFEFF"u8)) row = row[3..];
        if (row.IsEmpty) return;
        _row.Line = _line;
        if (!_begun) Begin(row);
        else if (_isJson ? ReadObject(row) : ReadFields(row)) sink.Take(_row, problems);
    }

    private void Begin(ReadOnlySpan<byte> row)
    {
        _begun = true;
        if (row is [_, 0, _, 0, ..] or [0, _, 0, _, ..] or [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            problems.Add(file, _line, 1, "expected UTF-8, got UTF-16");
            _refused = true;
            return;
        }

        _isJson = row[0] == (byte)'{';
        if (_isJson)
        {
            bool read = ReadObject(row);
            if (!read || Refuses([.. Enum.GetValues<ColumnRole>().Where(_row.Has)])) _refused = true;
            else sink.Take(_row, problems);
        }
        else if (!ReadHeader(row) || Refuses([.. _header.OfType<ColumnRole>()]))
        {
            _refused = true;
        }
    }

    private bool Refuses(HashSet<ColumnRole> roles)
    {
        string[] missing = [.. columns.Named.Where(r => !roles.Contains(r)).Select(columns.ColumnOf)];
        foreach (string column in missing) problems.Add(file, _line, 1, $"expected a column {column}, got none of that name");
        string? objection = missing.Length > 0 ? null : sink.Begin(file, roles);
        if (objection is not null) problems.Add(file, _line, 1, objection);
        return missing.Length > 0 || objection is not null;
    }

    private bool ReadHeader(ReadOnlySpan<byte> row)
    {
        bool good = true;
        for (int at = 0; at <= row.Length;)
        {
            int column = at + 1;
            Span<byte> name = _row.Room(row.Length + 1);
            string? problem = CsvRow.Next(row, ref at, name, out int length);
            ColumnRole? role = problem is null ? RoleOf(name[..length]) : null;
            if (problem is null && role is not null && _header.Contains(role)) problem = $"expected each column once, got {EvidenceText.Of(name[..length])} again";
            if (problem is not null) problems.Add(file, _line, column, problem);
            good &= problem is null;
            _header.Add(role);
        }

        return good;
    }

    private ColumnRole? RoleOf(ReadOnlySpan<byte> name)
    {
        for (int role = 0; role < _columnNames.Length; role++)
        {
            if (name.SequenceEqual(_columnNames[role])) return (ColumnRole)role;
        }

        return null;
    }

    private bool ReadFields(ReadOnlySpan<byte> row)
    {
        _row.Clear();
        int count = 0;
        for (int at = 0; at <= row.Length; count++)
        {
            int column = at + 1;
            Span<byte> field = _row.Room(row.Length + 1);
            if (CsvRow.Next(row, ref at, field, out int length) is { } problem)
            {
                problems.Add(file, _line, column, problem);
                return false;
            }

            if (count < _header.Count && _header[count] is { } role) _row.Set(role, length, column);
        }

        if (count == _header.Count) return true;
        problems.Add(file, _line, 1, $"expected {_header.Count} fields, got {count}");
        return false;
    }

    private bool ReadObject(ReadOnlySpan<byte> row)
    {
        _row.Clear();
        var json = new Utf8JsonReader(row);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return Reject(1, "expected a JSON object");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                ColumnRole? role = RoleOf(ref json);
                json.Read();
                if (role is null) json.Skip();
                else if (!SetField(ref json, role.Value)) return false;
            }

            return !json.Read() || Reject((int)json.TokenStartIndex + 1, "expected nothing after the object");
        }
        catch (JsonException failure)
        {
            return Reject((int)(failure.BytePositionInLine ?? 0) + 1, "expected a JSON object in one row, got something that is not JSON here");
        }
        catch (InvalidOperationException)
        {
            // The reader finds bad UTF-8 and half surrogates only when a string is copied.
            return Reject((int)json.TokenStartIndex + 1, "expected text, got bytes that are none");
        }
    }

    private ColumnRole? RoleOf(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped) return RoleOf(json.ValueSpan);
        Span<byte> name = _row.Room(json.ValueSpan.Length);
        return RoleOf(name[..json.CopyString(name)]);
    }

    private bool SetField(ref Utf8JsonReader json, ColumnRole role)
    {
        int column = (int)json.TokenStartIndex + 1;
        switch (json.TokenType)
        {
            case JsonTokenType.Null: return true;
            case JsonTokenType.String:
                Span<byte> text = _row.Room(json.ValueSpan.Length);
                _row.Set(role, json.CopyString(text), column);
                return true;
            case JsonTokenType.Number:
                json.ValueSpan.CopyTo(_row.Room(json.ValueSpan.Length));
                _row.Set(role, json.ValueSpan.Length, column);
                return true;
            default: return Reject(column, $"expected a string or a number for {columns.ColumnOf(role)}");
        }
    }

    private bool Reject(int column, string message)
    {
        problems.Add(file, _line, column, message);
        return false;
    }
}
