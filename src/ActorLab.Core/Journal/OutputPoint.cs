namespace ActorLab.Core.Journal;

/// <summary>How far an output has come: everything up to an item is in it, which is then so many bytes long.</summary>
/// <param name="Output">Which output of the run, from 0.</param>
/// <param name="Items">Items that it is done with, from the first one on; at least 0.</param>
/// <param name="Abandoned">How many of these were given up, so that nothing of them is in it.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Digest">Of its bytes (<see cref="OutputTally.Digest"/>).</param>
public readonly record struct OutputPoint(int Output, long Items, long Abandoned, long Bytes, ulong Digest)
{
    /// <summary>Nothing is in it.</summary>
    public static OutputPoint Start(int output) => new(output, 0, 0, 0, new OutputTally().Digest);
}
