using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>Where the values of a source come from.</summary>
internal abstract class ItemSource
{
    /// <summary>The next value; false if there is none for now.</summary>
    public abstract bool TryTake(RandomStream random, [NotNullWhen(true)] out IMessage? value, out string? key);

    /// <summary>No more will come.</summary>
    public abstract bool IsExhausted { get; }

    /// <summary>Reads more where there is none for now; its result goes to <see cref="Accept"/>.</summary>
    public virtual IBody? Refill => null;

    /// <exception cref="LineEncodingException">Something in it is no text.</exception>
    public virtual void Accept(IMessage chunk) => throw new InvariantViolatedException($"{GetType().Name} reads nothing");

    public static ItemSource Of(SourceOperation operation) => operation switch
    {
        NumberRangeSource(var first, var last) => new RangeItems(first, last),
        GeneratorSource generator => new GeneratedItems(generator),
        LinesSource(var path) => new LineItems(path),
        StdinSource => new LineItems(StandardStreams.Input),
        _ => throw new InvariantViolatedException($"there is no source {operation.Keyword}"),
    };
}

/// <summary>A line of an input is no UTF-8.</summary>
public sealed class LineEncodingException : Exception
{
    public LineEncodingException(string message) : base(message)
    {
    }

    public LineEncodingException(string message, Exception inner) : base(message, inner)
    {
    }

    public LineEncodingException()
    {
    }
}

/// <summary>The standard streams as files. On a simulated machine they are files of these names.</summary>
public static class StandardStreams
{
    public const string Input = "/dev/stdin";
    public const string Output = "/dev/stdout";
}

internal sealed class RangeItems(long first, long last) : ItemSource
{
    private long _next = first;
    private bool _exhausted = first > last;

    public override bool IsExhausted => _exhausted;

    public override bool TryTake(RandomStream random, [NotNullWhen(true)] out IMessage? value, out string? key)
    {
        key = null;
        value = _exhausted ? null : new NumberValue(_next);
        if (_next == last) _exhausted = true;
        else _next++;
        return value is not null;
    }
}

internal sealed class GeneratedItems(GeneratorSource source) : ItemSource
{
    private const string Consonants = "bdfgklmnprstvz";
    private const string Vowels = "aeiou";
    private const int MaxSyllables = 4;

    /// <summary>Numbers of six digits are easy to read in a table.</summary>
    private const long MaxNumber = 999_999;

    private long _given;

    public override bool IsExhausted => _given >= source.Count;

    public override bool TryTake(RandomStream random, [NotNullWhen(true)] out IMessage? value, out string? key)
    {
        key = null;
        value = null;
        if (IsExhausted) return false;
        _given++;
        value = source.Kind == GeneratedKind.Numbers ? new NumberValue(random.NextInt64(0, MaxNumber)) : new TextValue(Word(random));
        if (source.Keys > 0) key = $"k{random.NextInt64(1, source.Keys)}";
        return true;
    }

    private static string Word(RandomStream random)
    {
        var word = new StringBuilder();
        for (long syllables = random.NextInt64(1, MaxSyllables); syllables > 0; syllables--)
        {
            word.Append(Consonants[(int)random.NextInt64(0, Consonants.Length - 1)]);
            word.Append(Vowels[(int)random.NextInt64(0, Vowels.Length - 1)]);
        }

        return word.ToString();
    }
}

/// <summary>
/// The lines of a file, read piece by piece. A CR before the LF belongs to the end of a line; what follows the last LF is a line
/// if it is not empty. A line that is no UTF-8 is refused: as text it could not keep its bytes.
/// </summary>
internal sealed class LineItems(string path) : ItemSource
{
    private readonly ChunkBody _body = new(path);
    private readonly List<byte> _begun = [];
    private readonly Queue<string> _lines = new();
    private long _count;
    private bool _atEnd;

    public override bool IsExhausted => _atEnd && _lines.Count == 0;

    public override IBody? Refill => _body;

    public override bool TryTake(RandomStream random, [NotNullWhen(true)] out IMessage? value, out string? key)
    {
        key = null;
        value = _lines.TryDequeue(out string? line) ? new TextValue(line) : null;
        return value is not null;
    }

    public override void Accept(IMessage chunk)
    {
        ReadOnlySpan<byte> rest = ((OrderVerifier.Chunk)chunk).Bytes.Span;
        if (rest.IsEmpty)
        {
            _atEnd = true;
            if (_begun.Count > 0) _lines.Enqueue(TextOf([.. _begun]));
            return;
        }

        for (int end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
        {
            AddLine(rest[..end]);
            rest = rest[(end + 1)..];
        }

        _begun.AddRange(rest);
    }

    private void AddLine(ReadOnlySpan<byte> end)
    {
        if (_begun.Count > 0)
        {
            // The line lies in several pieces.
            _begun.AddRange(end);
            end = _begun.ToArray();
            _begun.Clear();
        }

        if (end is [.., (byte)'\r']) end = end[..^1];
        _lines.Enqueue(TextOf(end));
    }

    private string TextOf(ReadOnlySpan<byte> line)
    {
        _count++;
        if (Utf8.IsValid(line)) return Encoding.UTF8.GetString(line);
        int column = 0;
        while (Rune.DecodeFromUtf8(line[column..], out _, out int length) == OperationStatus.Done) column += length;
        string name = path == StandardStreams.Input ? "standard input" : path;
        throw new LineEncodingException(
            $"{name}:{_count}:{column + 1}: expected UTF-8, got the byte 0x{line[column]:X2}. A pipeline works on text: iconv "
                + "makes UTF-8 of another encoding, and line-copy copies any bytes.");
    }

    /// <summary>Reads on where it stopped; the piece is valid until it reads again.</summary>
    private sealed class ChunkBody(string path) : IBody
    {
        private const int ChunkBytes = 64 * 1024;

        private FileHandle? _file;

        public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
        {
            _file ??= await machine.Open(path, OpenMode.Read);
            ReadOnlyMemory<byte> bytes = await machine.ReadNext(_file, ChunkBytes);
            if (bytes.IsEmpty) await machine.Close(_file);
            return new OrderVerifier.Chunk(bytes);
        }
    }
}
