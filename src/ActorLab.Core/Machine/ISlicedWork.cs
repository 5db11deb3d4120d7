namespace ActorLab.Core.Machine;

/// <summary>A computation cut into slices, so that the interpreter lock can change hands half-way.</summary>
public interface ISlicedWork
{
    /// <summary>False for work that touches nothing of the interpreter, as compiled code may be: it is done without the interpreter lock, which its thread gives up for so long.</summary>
    bool NeedsInterpreter => true;

    /// <summary>Does a bounded part of the work, a few microseconds of it.</summary>
    /// <returns>True while more remains.</returns>
    bool RunSlice();
}
