using System.Diagnostics.CodeAnalysis;

namespace ActorLab.Hocon;

/// <summary>What came of reading a setting as a type: a value, or what is wrong.</summary>
public readonly record struct HoconReading<T>
{
    internal HoconReading(T value) => Value = value;

    internal HoconReading(HoconDiagnostic problem) => Problem = problem;

    /// <summary>What is wrong, with place, key, expected and got; null if the value is there.</summary>
    public HoconDiagnostic? Problem { get; }

    /// <summary>The value; the default of its type if there is a problem.</summary>
    public T? Value { get; }

    /// <summary>Whether there is a value. If not, the problem is added to <paramref name="problems"/>.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value, ICollection<HoconDiagnostic> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        value = Value;
        if (Problem is not null) problems.Add(Problem);
        return Problem is null;
    }
}
