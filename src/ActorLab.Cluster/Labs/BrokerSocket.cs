using System.Net.Sockets;
using RabbitMQ.Client;

namespace ActorLab.Cluster.Labs;

/// <summary>A socket whose end is an error wherever it comes.</summary>
/// <remarks>The client (7.1.2) sees the end of a connection only between two frames. Within one it reads the same bytes again and again, takes the connection for alive and a whole core for itself, until
/// its heartbeat finds out: a broker that is killed while it sends would be missed for many seconds.</remarks>
internal sealed class BrokerSocket(AddressFamily family) : TcpClientAdapter(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
{
    public override NetworkStream GetStream() => new EndingStream(Client);

    private sealed class EndingStream(Socket socket) : NetworkStream(socket)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            return count > 0 || buffer.IsEmpty ? count : throw new EndOfStreamException("End of stream");
        }
    }
}
