namespace ActorLab.Core.Machine;

/// <summary>What a body runs on. Every operation is a step; a body does nothing that takes time or is shared except through one.</summary>
/// <remarks>
/// On the local machine a step completes before it returns and holds the worker's thread, except for a body executed asynchronously, whose waits really are awaited.
/// On the simulated machine a body is suspended at every step, and other bodies run only between steps.
/// A step that cannot be done throws <see cref="MachineFailureException"/>.
/// </remarks>
public interface IMachine
{
    /// <summary>The thread, process and CPU that run the body at this moment.</summary>
    ValueTask<ThreadIdentity> Identify();

    /// <summary>Runs <paramref name="work"/> slice by slice; between slices the interpreter lock may change hands.</summary>
    /// <param name="cost">What a simulated machine charges for all of it.</param>
    /// <param name="work">The computation; a simulated machine runs it only when asked to compute.</param>
    ValueTask<Computation> Compute(Cost cost, ISlicedWork work);

    ValueTask<T> Read<T>(Cell<T> cell);

    ValueTask Write<T>(Cell<T> cell, T value);

    ValueTask<FileHandle> Open(string path, OpenMode mode);

    /// <summary>The whole content of a file opened for reading, read anew. The bytes are valid until the handle is closed.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReadAll(FileHandle file);

    /// <summary>The next bytes of a file opened for reading, at most <paramref name="maxBytes"/>; empty at the present end. Valid until the next step on the handle.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReadNext(FileHandle file, int maxBytes);

    /// <summary>Puts bytes into the handle's buffer (8 KiB); a full buffer is flushed.</summary>
    ValueTask Append(FileHandle file, ReadOnlyMemory<byte> bytes);

    /// <summary>Writes the handle's buffer to the file in one piece.</summary>
    ValueTask Flush(FileHandle file);

    /// <summary>Flushes what is left and closes the file.</summary>
    ValueTask Close(FileHandle file);

    ValueTask Acquire(LockHandle handle);

    ValueTask Release(LockHandle handle);

    ValueTask Sleep(SimDuration duration);

    /// <summary>Sends bytes to a service and waits for all of its answer.</summary>
    ValueTask<ReadOnlyMemory<byte>> Request(Service service, ReadOnlyMemory<byte> request);

    /// <summary>Gives a line to a program and waits for the line that it answers.</summary>
    /// <param name="program">Whom to ask, one line at a time.</param>
    /// <param name="line">Without an end of line, and with none inside.</param>
    /// <param name="cost">What a simulated machine charges for it, and does instead.</param>
    ValueTask<ProgramAnswer> Request(ExternalProgram program, string line, Cost cost);

    /// <summary>Closes the input of a program and waits a moment for it to end. It counts as a request, and fails if the program has given more than it was asked for: then nobody knows which of its
    /// answers were answers.</summary>
    ValueTask Close(ExternalProgram program);

    /// <summary>Kills the process that the body runs in, to see what becomes of its work. It never returns. The process of the root cannot be killed so: the run would end without a word.</summary>
    ValueTask Crash();
}
