using System.Globalization;
using System.Text;

namespace ActorLab.VirtualTime.Schedules;

/// <summary>Which ready mailbox ran at each choice of a run, as data: the deviations from <c>fifo</c>, everything else being the
/// mailbox that was ready first.</summary>
/// <remarks>A choice is a turn before which several mailboxes were ready; choices are numbered from 0. As text: <c>3:1,17:2</c>
/// takes the second of the mailboxes that
/// are ready at choice 3 and the third at choice 17; the empty schedule is <c>fifo</c>.</remarks>
public sealed class Schedule : IEquatable<Schedule>
{
    /// <summary>The schedule without deviations.</summary>
    public static Schedule Fifo { get; } = new([]);

    private readonly Deviation[] _deviations;

    /// <summary>One deviation from <c>fifo</c>.</summary>
    /// <param name="Choice">Number of the choice, from 0.</param>
    /// <param name="Index">Which of the ready mailboxes runs, in the order in which they became ready: 1 or more.</param>
    public readonly record struct Deviation(long Choice, int Index);

    internal Schedule(IEnumerable<Deviation> deviations) => _deviations = [.. deviations];

    /// <summary>The deviations, in the order of their choices.</summary>
    public IReadOnlyList<Deviation> Deviations => _deviations;

    /// <summary>Reads the text that <see cref="ToString"/> gives.</summary>
    /// <exception cref="FormatException">The text is no schedule; the message says where.</exception>
    public static Schedule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        if (trimmed.Length == 0) return Fifo;
        var deviations = new List<Deviation>();
        foreach (string part in trimmed.Split(','))
        {
            string[] halves = part.Split(':');
            if (halves.Length != 2 || !TryWhole(halves[0], out long choice) || !TryWhole(halves[1], out long index) ||
                index is < 1 or > int.MaxValue)
            {
                throw new StrategyFormatException($"expected CHOICE:INDEX such as 17:2, got \"{part.Trim()}\"");
            }

            if (deviations.Count > 0 && deviations[^1].Choice >= choice)
            {
                throw new StrategyFormatException($"choice {choice} comes after choice {deviations[^1].Choice}; a schedule's choices rise");
            }

            deviations.Add(new Deviation(choice, (int)index));
        }

        return new Schedule(deviations);
    }

    /// <summary>The same schedule without some of its deviations.</summary>
    /// <param name="start">Index of the first deviation left out, from 0.</param>
    /// <param name="count">How many are left out.</param>
    public Schedule Without(int start, int count) => new([.. _deviations[..start], .. _deviations[(start + count)..]]);

    /// <inheritdoc/>
    public bool Equals(Schedule? other) => other is not null && _deviations.AsSpan().SequenceEqual(other._deviations);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Schedule);

    /// <inheritdoc/>
    public override int GetHashCode() => _deviations.Length == 0 ? 0 : _deviations[^1].GetHashCode() ^ _deviations.Length;

    /// <summary>The schedule as text that <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (Deviation deviation in _deviations)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{deviation.Choice}:{deviation.Index}");
        }

        return text.ToString();
    }

    private static bool TryWhole(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture,
            out value);
}
