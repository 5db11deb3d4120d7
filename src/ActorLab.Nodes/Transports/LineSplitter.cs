using System.Text;

namespace ActorLab.Nodes.Transports;

/// <summary>Cuts text into lines of bounded length, however it comes in.</summary>
internal sealed class LineSplitter(int maxLength, Action<string> onLine)
{
    private readonly StringBuilder _line = new();

    public void Add(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            int end = text.IndexOf('\n');
            ReadOnlySpan<char> part = end < 0 ? text : text[..end];
            AddPart(part);
            if (end < 0) return;
            EndLine();
            text = text[(end + 1)..];
        }
    }

    /// <summary>Gives what stands after the last end of a line.</summary>
    public void End()
    {
        if (_line.Length > 0) EndLine();
    }

    private void AddPart(ReadOnlySpan<char> part)
    {
        while (_line.Length + part.Length > maxLength)
        {
            int taken = maxLength - _line.Length;
            _line.Append(part[..taken]);
            part = part[taken..];
            EndLine();
        }

        _line.Append(part);
    }

    private void EndLine()
    {
        if (_line.Length > 0 && _line[^1] == '\r') _line.Length--;
        string line = _line.ToString();
        _line.Clear();
        onLine(line);
    }
}
