using ActorLab.Core.Actors;

namespace ActorLab.Pipelines.Items;

/// <summary>One item on its way from stage to stage.</summary>
/// <param name="Number">Its place, from 1, since it was numbered last: by its source, or by a stage that brings several items or streams together.</param>
/// <param name="Value">What it carries.</param>
/// <param name="Origin">Its place at its source; what was made of several items has that of the first.</param>
/// <param name="Key">Null for an item that was given none.</param>
/// <param name="Split">Which part it is of the item of that number; null for the whole.</param>
public sealed record PipelineItem(long Number, IMessage Value, long Origin, string? Key = null, SequencePath? Split = null) : IItemMessage
{
    long IItemMessage.Item => Origin;

    /// <summary>Where it stands among the items that were numbered with it.</summary>
    public SequencePath Path => Split ?? SequencePath.Of(Number);

    /// <summary>Child <paramref name="index"/> of <paramref name="count"/>, with another value.</summary>
    public PipelineItem Child(int index, int count, IMessage value) =>
        count == 1 ? this with { Value = value } : this with { Value = value, Split = Path.Child(index, count) };

    /// <summary>Equal for the same item wherever it is; for accounts.</summary>
    internal ulong Fingerprint => Split is null ? StableHash.Mix((ulong)Number) : FingerprintOf(Split);

    private static ulong FingerprintOf(SequencePath path) => path.Parent is null
        ? StableHash.Mix((ulong)path.Root.Value)
        : StableHash.Combine(FingerprintOf(path.Parent), StableHash.Combine((ulong)path.ChildIndex, (ulong)path.ChildCount));
}
