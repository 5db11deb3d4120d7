using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Pipes;
using ActorLab.Nodes.Transports;

namespace ActorLab.Benchmarks;

/// <summary>A child process at two anonymous pipes with nothing around them. It is told how many bytes will come, and answers with one byte when it has read them; told of 0, it returns every byte it gets.</summary>
internal sealed class RawChild : IRawPeer
{
    private const int BufferBytes = 64 * 1024;

    private readonly AnonymousPipeServerStream _toChild = new(PipeDirection.Out, HandleInheritability.Inheritable);
    private readonly AnonymousPipeServerStream _fromChild = new(PipeDirection.In, HandleInheritability.Inheritable);
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly Process _process;

    public RawChild()
    {
        ChildProgram program = ChildProgram.This(FarEnds.Pipe, _toChild.GetClientHandleAsString(), _fromChild.GetClientHandleAsString());
        _process = Process.Start(new ProcessStartInfo(program.FileName, program.Arguments) { UseShellExecute = false })!;
        _toChild.DisposeLocalCopyOfClientHandle();
        _fromChild.DisposeLocalCopyOfClientHandle();
    }

    public void OneWay(IReadOnlyList<int> pieces)
    {
        byte[] piece = new byte[pieces.Max()];
        Announce(_toChild, pieces.Sum(p => (long)p));
        foreach (int bytes in pieces) _toChild.Write(piece, 0, bytes);
        _fromChild.ReadExactly(_buffer, 0, 1);
    }

    public void RoundTrips(long[] ticks)
    {
        for (int i = 0; i < ticks.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            _buffer[0] = (byte)i;
            _toChild.Write(_buffer, 0, 1);
            _fromChild.ReadExactly(_buffer, 0, 1);
            ticks[i] = Stopwatch.GetTimestamp() - start;
            if (_buffer[0] != (byte)i) throw new InvalidOperationException($"byte {(byte)i} came back as {_buffer[0]}");
        }
    }

    public static void Serve(string incoming, string outgoing)
    {
        using var from = new AnonymousPipeClientStream(PipeDirection.In, incoming);
        using var to = new AnonymousPipeClientStream(PipeDirection.Out, outgoing);
        byte[] buffer = new byte[BufferBytes];
        while (from.ReadAtLeast(buffer.AsSpan(0, sizeof(long)), sizeof(long), throwOnEndOfStream: false) == sizeof(long))
        {
            long left = BinaryPrimitives.ReadInt64LittleEndian(buffer);
            if (left == 0) break;
            while (left > 0)
            {
                int count = from.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
                if (count == 0) throw new EndOfStreamException($"the pipe ended {left} bytes too early");
                left -= count;
            }

            to.Write(buffer, 0, 1);
        }

        while (from.Read(buffer, 0, 1) == 1) to.Write(buffer, 0, 1);
    }

    public void BeginRoundTrips() => Announce(_toChild, 0);

    public void Dispose()
    {
        _toChild.Dispose();
        _process.WaitForExit();
        _fromChild.Dispose();
        _process.Dispose();
    }

    private static void Announce(Stream pipe, long bytes)
    {
        Span<byte> announced = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(announced, bytes);
        pipe.Write(announced);
    }
}
