using System.Collections.Immutable;
using ActorLab.Core.Machine;

namespace ActorLab.Simulation.ModelledMachine;

/// <summary>The files of the simulated machine, in memory.</summary>
internal sealed class FileSystem
{
    private readonly Dictionary<string, SimulatedFile> _files = new(StringComparer.Ordinal);

    public FileSystem(ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> initial)
    {
        foreach ((string path, ReadOnlyMemory<byte> content) in initial) _files.Add(path, new SimulatedFile(content));
    }

    /// <exception cref="MachineFailureException">There is no such file to read.</exception>
    public SimulatedFileHandle Open(string path, OpenMode mode)
    {
        if (!_files.TryGetValue(path, out SimulatedFile? file))
        {
            if (mode == OpenMode.Read) throw new MachineFailureException(StepKind.Open, path, "no such file");
            file = new SimulatedFile(ReadOnlyMemory<byte>.Empty);
            _files.Add(path, file);
        }

        return new SimulatedFileHandle(file, path, mode);
    }

    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Contents() =>
        _files.ToImmutableSortedDictionary(f => f.Key, f => f.Value.Content, StringComparer.Ordinal);
}
