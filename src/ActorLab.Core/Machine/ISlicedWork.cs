namespace ActorLab.Core.Machine;

/// <summary>A computation cut into slices, so that the interpreter lock can change hands half-way.</summary>
public interface ISlicedWork
{
    /// <summary>Does a bounded part of the work, a few microseconds of it.</summary>
    /// <returns>True while more remains.</returns>
    bool RunSlice();
}
