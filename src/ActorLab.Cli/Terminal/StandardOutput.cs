using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActorLab.Cli.Terminal;

/// <summary>The reader of standard output has gone. Not an error: it has what it wanted.</summary>
internal sealed class ReaderGoneException(IOException inner) : Exception("nobody reads standard output any more", inner);

/// <summary>Standard output could not be written, for a reason that the user should know.</summary>
internal sealed class OutputFailedException(IOException inner) : Exception(inner.Message, inner);

/// <summary>Standard output that tells when it could not be written.</summary>
/// <remarks>The console's own stream swallows a broken pipe, so a writer behind <c>head</c> would go on for ever. A file that is shared with another
/// stream (<c>&gt;log 2&gt;&amp;1</c>) still needs the console's stream, which writes at the shared position and not at one of its own.</remarks>
internal sealed class StandardOutput(Stream inner) : Stream
{
    private const int StandardOutputDescriptor = 1;

    /// <summary>EPIPE, the same on every Unix.</summary>
    private const int BrokenPipe = 32;

    public static TextWriter OpenWriter() =>
        new StreamWriter(new StandardOutput(OpenStream()), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };

    private static Stream OpenStream()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected) return Console.OpenStandardOutput();
        var handle = new SafeFileHandle(StandardOutputDescriptor, ownsHandle: false);
        var direct = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        return direct.CanSeek ? Console.OpenStandardOutput() : direct;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException failure)
        {
            throw failure.HResult == BrokenPipe ? new ReaderGoneException(failure) : new OutputFailedException(failure);
        }
    }

    public override void Flush()
    {
        // Nothing is kept here or in the stream below.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
