using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ActorLab.Core.Primitives;

/// <summary>Says what must be true if ActorLab has no bug. On in Release too: a broken run is worth less than none.</summary>
public static class Invariant
{
    /// <exception cref="InvariantViolatedException"><paramref name="condition"/> is false.</exception>
    public static void Check(
        [DoesNotReturnIf(false)] bool condition,
        [InterpolatedStringHandlerArgument(nameof(condition))] ref Message message)
    {
        if (!condition) throw new InvariantViolatedException(message.ToStringAndClear());
    }

    /// <exception cref="InvariantViolatedException"><paramref name="condition"/> is false.</exception>
    public static void Check([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition) throw new InvariantViolatedException(message);
    }

    /// <summary>Formats nothing while the condition holds, so a check costs a branch.</summary>
    [InterpolatedStringHandler]
    public ref struct Message
    {
        private DefaultInterpolatedStringHandler _text;

        public Message(int literalLength, int formattedCount, bool condition, out bool enabled)
        {
            enabled = !condition;
            _text = enabled ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        internal string ToStringAndClear() => _text.ToStringAndClear();
    }
}
