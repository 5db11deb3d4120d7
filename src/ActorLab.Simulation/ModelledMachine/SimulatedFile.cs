namespace ActorLab.Simulation.ModelledMachine;

/// <summary>The content of a modelled file. It only grows, so what was once read stays as it was and is never copied for a reader.</summary>
internal sealed class SimulatedFile(ReadOnlyMemory<byte> initial)
{
    private const int SmallestCapacity = 4096;

    /// <summary>Null while the content is still the initial one, which belongs to the plan.</summary>
    private byte[]? _owned;

    public ReadOnlyMemory<byte> Content { get; private set; } = initial;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        int length = Content.Length, newLength = checked(length + bytes.Length);
        if (_owned is null || newLength > _owned.Length)
        {
            var grown = new byte[Math.Max(SmallestCapacity, (int)Math.Min(2L * newLength, Array.MaxLength))];
            Content.CopyTo(grown);
            _owned = grown;
        }

        bytes.CopyTo(_owned.AsSpan(length));
        Content = _owned.AsMemory(0, newLength);
    }
}
