using System.Text;

namespace ActorLab.Local.RealMachine;

/// <summary>The end of what a program says about itself on standard error.</summary>
internal sealed class LastLines
{
    private const int MaxBytes = 1024;
    private const int MaxLines = 3;

    private readonly Lock _gate = new();
    private readonly Queue<byte> _bytes = new(MaxBytes);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            foreach (byte next in bytes.Length > MaxBytes ? bytes[^MaxBytes..] : bytes)
            {
                if (_bytes.Count == MaxBytes) _bytes.Dequeue();
                _bytes.Enqueue(next);
            }
        }
    }

    /// <summary>Put behind what happened to it; empty if it said nothing.</summary>
    public override string ToString()
    {
        string text;
        lock (_gate) text = Encoding.UTF8.GetString([.. _bytes]);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? "" : $"; it said: {string.Join(" / ", lines.TakeLast(MaxLines))}";
    }
}
