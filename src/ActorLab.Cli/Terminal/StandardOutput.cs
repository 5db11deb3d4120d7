using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActorLab.Cli.Terminal;

/// <summary>The reader of standard output has gone. Not an error: it has what it wanted.</summary>
internal sealed class ReaderGoneException(IOException inner) : Exception("nobody reads standard output any more", inner);

/// <summary>Standard output could not be written, for a reason that the user should know.</summary>
internal sealed class OutputFailedException(IOException inner) : Exception(inner.Message, inner);

/// <summary>Standard output that tells when it could not be written, and standard error.</summary>
/// <remarks>The console's own stream swallows a broken pipe, so a writer behind <c>head</c> would go on for ever; and on a terminal it first sends control
/// sequences that set up a keyboard nobody asked for. A file that both streams share (<c>&gt;log 2&gt;&amp;1</c>) still needs it, since it writes at the
/// shared position and not at one of its own.</remarks>
internal sealed partial class StandardOutput(Stream inner) : WriteOnlyStream
{
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;

    /// <summary>EPIPE, the same on every Unix.</summary>
    private const int BrokenPipe = 32;

    public static TextWriter OpenWriter() => WriterOn(new StandardOutput(Open(OutputDescriptor, Console.OpenStandardOutput)));

    /// <summary>Standard error, from any thread. That nobody reads it any more is no reason to stop.</summary>
    public static TextWriter OpenErrorWriter() => TextWriter.Synchronized(WriterOn(new UnreadStream(Open(ErrorDescriptor, Console.OpenStandardError))));

    /// <summary>Whether standard output is a pipe that nobody reads any more; for those who write it by another way.</summary>
    public static bool IsUnread()
    {
        if (OperatingSystem.IsWindows()) return false;
        var asked = new Polled { Descriptor = OutputDescriptor };
        return Poll(ref asked, 1, timeoutMilliseconds: 0) > 0 && (asked.Happened & Polled.Error) != 0;
    }

    private static StreamWriter WriterOn(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };

    private static Stream Open(int descriptor, Func<Stream> ofConsole)
    {
        if (OperatingSystem.IsWindows()) return ofConsole();
        var direct = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return direct.CanSeek ? ofConsole() : direct;
    }

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
        catch (UnauthorizedAccessException closed)
        {
            // A descriptor that was closed when the process began has become that of something which cannot be written.
            throw new OutputFailedException(
                new IOException($"it is closed ({closed.InnerException?.Message ?? closed.Message})", closed));
        }
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref Polled polled, nuint count, int timeoutMilliseconds);

    /// <summary>The kernel's <c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        /// <summary>POLLERR: the other end of a pipe is closed.</summary>
        public const short Error = 8;

        public int Descriptor;
        public short Wanted;
        public short Happened;
    }

    /// <summary>What cannot be told to anybody is dropped.</summary>
    private sealed class UnreadStream(Stream inner) : WriteOnlyStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                inner.Write(buffer);
            }
            catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
            {
                // Standard error is the place where this would be reported.
            }
        }
    }
}
