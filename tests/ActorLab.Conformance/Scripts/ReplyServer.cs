using System.Net;
using System.Net.Sockets;

namespace ActorLab.Conformance.Scripts;

/// <summary>A real service on this machine for engines that open sockets: reads a request, writes a reply, closes. A simulated machine looks its name up instead.</summary>
public sealed class ReplyServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _request;
    private readonly byte[] _reply;

    public ReplyServer(byte[] request, byte[] reply)
    {
        (_request, _reply) = (request, reply);
        _listener.Start();
        Service = new Service("reply-server", "127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);
        Serving = Serve();
    }

    public Service Service { get; }

    /// <summary>Ends when the server is disposed.</summary>
    public Task Serving { get; }

    public void Dispose() => _listener.Dispose();

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                await Answer(client.GetStream());
            }
        }
        catch (Exception stopped) when (stopped is ObjectDisposedException or SocketException)
        {
            // The listener is closed: nobody asks any more.
        }
    }

    private async Task Answer(NetworkStream stream)
    {
        byte[] request = new byte[_request.Length];
        await stream.ReadExactlyAsync(request);
        if (request.AsSpan().SequenceEqual(_request)) await stream.WriteAsync(_reply);
    }
}
