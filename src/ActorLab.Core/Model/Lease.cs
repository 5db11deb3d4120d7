namespace ActorLab.Core.Model;

/// <summary>The right to work on an item, which a coordinator can give to another once the holder is gone.</summary>
/// <param name="Number">The place of the item in the stream, from 1.</param>
/// <param name="Epoch">Higher by one each time the item is handed out again; the highest is the valid one, and a <see cref="Resequencer"/> drops what comes under a lower one.</param>
public readonly record struct Lease(long Number, int Epoch)
{
    public override string ToString() => $"item {Number} (epoch {Epoch})";
}
