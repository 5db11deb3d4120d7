namespace ActorLab.Core.Journal;

/// <summary>Reads an output from its beginning and finds the last point of the journal that it agrees with: up to there it is what was written, whatever became of the rest.</summary>
/// <remarks>A journal may be ahead of its output where a power cut took pages of it, or behind it where a process was killed in between. Both only cost work: what is behind the point is cut off and done again.</remarks>
public sealed class OutputAudit
{
    private readonly OutputPoint[] _points;
    private readonly OutputTally _tally = new();
    private int _next;

    /// <param name="output">Which output, from 0.</param>
    /// <param name="points">Of all outputs, in any order; those of an earlier life that are no longer true are found out by their digests.</param>
    public OutputAudit(int output, IEnumerable<OutputPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        // Items that were given up add no bytes, so several points can have the same length: the last one knows most.
        _points = [.. points.Where(p => p.Output == output).OrderBy(p => p.Bytes).ThenBy(p => p.Items)];
        Point = OutputPoint.Start(output);
        Compare();
    }

    /// <summary>The last one that agrees with the bytes so far.</summary>
    public OutputPoint Point { get; private set; }

    /// <summary>Of the output up to <see cref="Point"/>; whoever writes goes on with it.</summary>
    public OutputTally Tally { get; private set; } = new();

    /// <summary>The next bytes of the output, in pieces of any size.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (_next < _points.Length && _points[_next].Bytes - _tally.Bytes <= bytes.Length)
        {
            int count = (int)(_points[_next].Bytes - _tally.Bytes);
            _tally.Append(bytes[..count]);
            bytes = bytes[count..];
            Compare();
        }

        if (_next < _points.Length) _tally.Append(bytes);
    }

    private void Compare()
    {
        for (; _next < _points.Length && _points[_next].Bytes == _tally.Bytes; _next++)
        {
            if (_points[_next].Digest != _tally.Digest) continue;
            Point = _points[_next];
            Tally = _tally.Copy();
        }
    }
}
