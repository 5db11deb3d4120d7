using System.Buffers.Text;
using System.Text;

namespace ActorLab.Core.Verify;

/// <summary>Line k is a prefix and k: found by arithmetic.</summary>
internal sealed class NumberedInput(string prefix, long count) : InputIdentity(count)
{
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(prefix);

    public override bool HasEqualLines => false;

    public override long Find(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(_prefix)) return 0;
        ReadOnlySpan<byte> digits = line[_prefix.Length..];
        // "line007", "line+7" and "line-0" are other lines than "line7".
        if (digits.IsEmpty || digits[0] is < (byte)'1' or > (byte)'9') return 0;
        bool isNumber = Utf8Parser.TryParse(digits, out long value, out int consumed) && consumed == digits.Length;
        return isNumber && value <= Count ? value : 0;
    }

    public override long NextEqual(long sequence) => 0;

    public override bool IsAt(long sequence, ReadOnlySpan<byte> line) => sequence >= 1 && sequence <= Count && Find(line) == sequence;

    public override MultisetHash Fingerprint()
    {
        var lines = new MultisetHash();
        byte[] line = [.. _prefix, .. new byte[20]];
        for (long number = 1; number <= Count; number++)
        {
            Utf8Formatter.TryFormat(number, line.AsSpan(_prefix.Length), out int digits);
            lines.Add(line.AsSpan(0, _prefix.Length + digits));
        }

        return lines;
    }

    public override string TextAt(long sequence) => EvidenceText.Of(Encoding.UTF8.GetBytes($"{prefix}{sequence}"));
}
