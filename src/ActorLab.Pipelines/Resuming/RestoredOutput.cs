using ActorLab.Core.Journal;

namespace ActorLab.Pipelines.Resuming;

/// <summary>An output as a run goes on with it: cut off behind the last point of the journal that it agrees with.</summary>
/// <param name="Point">How far it is.</param>
/// <param name="Tally">Of what is in it; whoever writes goes on with it.</param>
/// <param name="CutLines">Ends of lines that were cut off.</param>
public sealed record RestoredOutput(OutputPoint Point, OutputTally Tally, long CutLines)
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>Makes the file if it is missing: then all that was in it is done again.</summary>
    /// <param name="path">A regular file.</param>
    /// <param name="output">Which output of the run it is, from 0.</param>
    /// <param name="state">What the journal says; empties the file in the first life.</param>
    /// <exception cref="IOException">It cannot be read or cut.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static RestoredOutput Of(string path, int output, RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        using FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        var audit = new OutputAudit(output, state.Points);
        byte[] chunk = new byte[ChunkBytes];
        for (int read = file.Read(chunk); read > 0; read = file.Read(chunk)) audit.Feed(chunk.AsSpan(0, read));
        long cutLines = 0;
        file.Seek(audit.Point.Bytes, SeekOrigin.Begin);
        for (int read = file.Read(chunk); read > 0; read = file.Read(chunk)) cutLines += chunk.AsSpan(0, read).Count((byte)'\n');
        file.SetLength(audit.Point.Bytes);
        return new RestoredOutput(audit.Point, audit.Tally, state.Life > 1 ? cutLines : 0);
    }
}
