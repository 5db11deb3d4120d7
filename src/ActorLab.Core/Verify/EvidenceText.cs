using System.Text;

namespace ActorLab.Core.Verify;

/// <summary>Bytes of a stream as a person may read them.</summary>
public static class EvidenceText
{
    public const int MaxLength = 80;

    /// <summary>Decodes UTF-8. What is not valid, and control characters (a row must not be able to steer a terminal), show as U+FFFD;
    /// longer text is cut to <see cref="MaxLength"/> characters, the last of which is an ellipsis.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(MaxLength);
        while (!bytes.IsEmpty)
        {
            Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed);
            bytes = bytes[consumed..];
            if (Rune.IsControl(rune)) rune = Rune.ReplacementChar;
            int left = MaxLength - text.Length - rune.Utf16SequenceLength;
            if (left < 0 || (left == 0 && !bytes.IsEmpty)) return text.Append('…').ToString();
            text.Append(rune.ToString());
        }

        return text.ToString();
    }
}
