namespace ActorLab.Conformance.Scripts;

/// <summary>A computation that does <paramref name="slice"/> until that says there is no more.</summary>
public sealed class SlicedLoop(Func<bool> slice) : ISlicedWork
{
    public bool RunSlice() => slice();
}
