using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using ActorLab.Core.Machine;

namespace ActorLab.Local.RealMachine;

/// <summary>One life of a program that answers lines: from its start until it ends, or is ended because it gave what is no answer.</summary>
/// <remarks>A thread reads what it prints, all the time: a program may write while it is still being written to, and what it writes without being asked must be seen.</remarks>
internal sealed class ProgramProcess : IDisposable
{
    private const int ReadBytes = 64 * 1024;
    private const int ThreadStackBytes = 256 * 1024;
    private static readonly TimeSpan ErrorPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Lock _gate = new();
    private readonly Process _process;
    private readonly int _processId;
    private readonly Stream _input;
    private readonly Thread _reader, _errorReader;
    private readonly LastLines _said = new();
    private readonly List<byte> _line = [];
    private TaskCompletionSource<string>? _asked;
    private string? _broken;
    private bool _isClosing, _isKilled;

    private ProgramProcess(Process process)
    {
        _process = process;
        _processId = process.Id;
        _input = process.StandardInput.BaseStream;
        _reader = new Thread(Read, ThreadStackBytes) { IsBackground = true, Name = "program output" };
        _errorReader = new Thread(ReadErrors, ThreadStackBytes) { IsBackground = true, Name = "program errors" };
    }

    /// <exception cref="IOException">It cannot be started.</exception>
    public static ProgramProcess Start(ImmutableArray<string> command)
    {
        var started = new ProgramProcess(ProgramStarter.Start(command));
        started._errorReader.Start();
        started._reader.Start();
        return started;
    }

    /// <summary>Gives it a line; the task ends with its answer, or as an <see cref="IOException"/> that says what came instead. May hold the thread until it has taken the line.</summary>
    public Task<string> Ask(string line)
    {
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_broken is not null) return Task.FromException<string>(new IOException(_broken));
            Invariant.Check(_asked is null, "a program is asked two lines at once");
            _asked = asked;
        }

        try
        {
            _input.Write(Encoding.UTF8.GetBytes(line + '\n'));
            _input.Flush();
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // Either it has ended, which the reader is about to see, or it has closed its input and will never be asked again.
            Thread.Yield();
            if (!_process.WaitForExit(ErrorPatience)) Break("it has closed its input");
        }

        return asked.Task;
    }

    /// <summary>Closes its input and waits a moment for it to end.</summary>
    /// <returns>What was wrong: output that nobody asked for. Null if there was none, however it ended.</returns>
    public string? Close()
    {
        lock (_gate)
        {
            if (_broken is not null) return _isKilled ? _broken : null;
            _isClosing = true;
        }

        CloseInput();
        if (!_reader.Join(ClosePatience)) return null;
        lock (_gate) return _broken;
    }

    /// <summary>Kills it and all that it has started, if any of it is left, and waits until it is gone.</summary>
    public void Dispose()
    {
        Break("it was ended");
        Posix.KillGroup(_processId);
        CloseInput();
        if (_reader.Join(ErrorPatience) && _errorReader.Join(ErrorPatience)) _process.Dispose();
    }

    private void CloseInput()
    {
        try
        {
            _input.Dispose();
        }
        catch (IOException)
        {
            // What was left to be written has nobody to read it.
        }
    }

    private void Read()
    {
        Stream output = _process.StandardOutput.BaseStream;
        byte[] buffer = new byte[ReadBytes];
        try
        {
            for (int count; (count = output.Read(buffer)) > 0;) Take(buffer.AsSpan(0, count));
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // Its end, like that of its output.
        }

        Ended();
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        string? wrong;
        lock (_gate)
        {
            if (_broken is not null) return;
            wrong = _asked is null ? "it gave output that nobody asked for" : TakeAnswer(bytes);
        }

        if (wrong is not null) Break(wrong);
    }

    /// <returns>What is wrong with it; null if nothing is.</returns>
    private string? TakeAnswer(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'\n');
        ReadOnlySpan<byte> part = end < 0 ? bytes : bytes[..end];
        if (_line.Count + part.Length > ExternalProgram.MaxLineBytes) return $"it gave a line of more than {ExternalProgram.MaxLineBytes} bytes";
        _line.AddRange(part);
        if (end < 0) return null;
        if (end + 1 < bytes.Length) return "it gave more than one line for one";
        try
        {
            string answer = StrictUtf8.GetString([.. _line]);
            _line.Clear();
            TaskCompletionSource<string> asked = _asked!;
            _asked = null;
            asked.SetResult(answer);
            return null;
        }
        catch (DecoderFallbackException)
        {
            return "it gave what is not UTF-8";
        }
    }

    /// <summary>It is of no use any more. The first reason counts.</summary>
    private void Break(string reason)
    {
        TaskCompletionSource<string>? asked;
        lock (_gate)
        {
            if (_broken is not null) return;
            _isKilled = true;
            _broken = reason + _said;
            asked = _asked;
            _asked = null;
        }

        Posix.KillGroup(_processId);
        asked?.SetException(new IOException(_broken));
    }

    /// <summary>Its output has ended, and so has it, or it is no use.</summary>
    private void Ended()
    {
        if (!_process.WaitForExit(ErrorPatience)) Break("it has closed its output");
        _process.WaitForExit();
        // What it has started may hold its output open.
        Posix.KillGroup(_processId);
        _errorReader.Join(ErrorPatience);
        TaskCompletionSource<string>? asked;
        lock (_gate)
        {
            if (_broken is not null || (_isClosing && _asked is null)) return;
            _broken = HowItEnded(_process.ExitCode) + _said;
            asked = _asked;
            _asked = null;
        }

        asked?.SetException(new IOException(_broken));
    }

    /// <summary>As a shell gives it: 128 and the number of the signal for one that was killed.</summary>
    private static string HowItEnded(int code) => code is > 128 and <= 128 + 64 ? $"it was killed by signal {code - 128}" : $"it ended with exit code {code}";

    private void ReadErrors()
    {
        Stream errors = _process.StandardError.BaseStream;
        byte[] buffer = new byte[ReadBytes];
        try
        {
            for (int count; (count = errors.Read(buffer)) > 0;) _said.Add(buffer.AsSpan(0, count));
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // As above.
        }
    }
}
