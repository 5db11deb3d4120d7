using ActorLab.Core.Journal;

namespace ActorLab.Local.State;

/// <summary>The folder that a run keeps its state in, locked for as long as a process works on it.</summary>
/// <remarks>
/// <para>The manifest is forced to the disk before the run begins. The journal and the outputs are not: each note of the journal has a digest of the output up to there, so whatever a power cut leaves of both, the run goes
/// on from the last note that agrees with the output.</para>
/// <para>The lock is the system's: it ends with the process that holds it, however that ends.</para>
/// </remarks>
public sealed class StateFolder : IDisposable
{
    private const string LockName = "lock", ManifestName = "manifest.json", JournalName = "journal", FinishedName = "finished.json", NewSuffix = ".new";

    /// <summary>What a process leaves that is killed before the run has begun.</summary>
    private static readonly string[] s_leftOvers = [LockName, JournalName, ManifestName + NewSuffix];

    private readonly FileStream _lock;

    private StateFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>Null where no run has begun.</summary>
    public StateManifest? Manifest { get; private set; }

    /// <summary>Null where the run has not come to its end.</summary>
    public FinishedRun? Finished { get; private set; }

    /// <summary>Looks into a folder without locking it.</summary>
    /// <returns>Null where no run has begun.</returns>
    /// <exception cref="StateException">It cannot be read, or is broken.</exception>
    public static StateManifest? ReadManifest(string path) => Guarded(() => ReadManifestFile(path));

    /// <summary>Makes the folder if it is missing, and locks it.</summary>
    /// <exception cref="StateException">It is no folder, cannot be written, holds something else, or another process works on it.</exception>
    public static StateFolder Open(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        return Guarded(() =>
        {
            if (File.Exists(full)) throw new StateException("it is a file");
            Directory.CreateDirectory(full);
            FileStream held = Lock(full);
            try
            {
                var folder = new StateFolder(full, held) { Manifest = ReadManifestFile(full) };
                if (folder.Manifest is null) folder.RefuseOthers();
                else if (File.Exists(folder.Of(FinishedName))) folder.Finished = FinishedRun.Read(File.ReadAllBytes(folder.Of(FinishedName)));
                return folder;
            }
            catch
            {
                held.Dispose();
                throw;
            }
        });
    }

    /// <summary>Begins a run here.</summary>
    /// <exception cref="StateException">It cannot be written.</exception>
    public RunState Begin(StateManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        Invariant.Check(Manifest is null, $"{Path} has a run already");
        return Guarded(() =>
        {
            WriteThrough(Of(JournalName), [.. JournalForm.Head(manifest.Run), .. JournalForm.Life(1)]);
            // Last, and whole or not at all: with it the run exists.
            Replace(ManifestName, manifest.Write());
            Manifest = manifest;
            return new RunState(Path, 1, []);
        });
    }

    /// <summary>Goes on with the run here: cuts off what of the journal cannot be believed, and notes a further life.</summary>
    /// <exception cref="StateException">The journal is missing, another run's, or cannot be written.</exception>
    public RunState Resume()
    {
        Invariant.Check(Manifest is not null, $"{Path} has no run");
        return Guarded(() =>
        {
            JournalContent content = JournalContent.Read(File.ReadAllBytes(Of(JournalName))) ?? throw new StateException("its journal is none: the head is broken");
            if (content.Run != Manifest.Run) throw new StateException("its journal is that of another run");
            if (content.Lives >= RunState.MaxLives) throw new StateException($"the run was begun {content.Lives} times, and cannot be once more");
            using FileStream journal = new(Of(JournalName), FileMode.Open, FileAccess.Write, FileShare.Read);
            journal.SetLength(content.SoundBytes);
            journal.Seek(0, SeekOrigin.End);
            journal.Write(JournalForm.Life(content.Lives + 1));
            journal.Flush(flushToDisk: true);
            return new RunState(Path, content.Lives + 1, content.Points);
        });
    }

    /// <summary>The run has come to its end.</summary>
    /// <exception cref="StateException">It cannot be written.</exception>
    public void Finish(FinishedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Guarded(() =>
        {
            Replace(FinishedName, run.Write());
            return true;
        });
        Finished = run;
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (taken.HResult == WouldBlock)
        {
            throw new StateException("another process is at work on it", taken);
        }
    }

    private const int WouldBlock = 11; // EWOULDBLOCK

    private static StateManifest? ReadManifestFile(string folder)
    {
        string path = System.IO.Path.Combine(folder, ManifestName);
        return File.Exists(path) ? StateManifest.Read(File.ReadAllBytes(path)) : null;
    }

    private void RefuseOthers()
    {
        string? other = Directory.EnumerateFiles(Path).Select(f => System.IO.Path.GetFileName(f)).Order(StringComparer.Ordinal).FirstOrDefault(f => !s_leftOvers.Contains(f));
        if (other is not null) throw new StateException($"it holds no run, and something else: {other}");
    }

    private void Replace(string name, byte[] content)
    {
        WriteThrough(Of(name) + NewSuffix, content);
        File.Move(Of(name) + NewSuffix, Of(name), overwrite: true);
    }

    private static void WriteThrough(string path, byte[] content)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    private string Of(string name) => System.IO.Path.Combine(Path, name);

    private static T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw StateException.Of(failure);
        }
    }
}
