using System.Net.Sockets;
using ActorLab.Core.Machine;

namespace ActorLab.Local.RealMachine;

/// <summary>One request over one connection: all bytes out, then all bytes in until the service closes.</summary>
internal static class ServiceConnection
{
    public static ReadOnlyMemory<byte> Request(Service service, ReadOnlyMemory<byte> request)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(service.Host, service.Port);
            NetworkStream stream = client.GetStream();
            stream.Write(request.Span);
            client.Client.Shutdown(SocketShutdown.Send);
            using var answer = new MemoryStream();
            stream.CopyTo(answer);
            return answer.GetBuffer().AsMemory(0, (int)answer.Length);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            throw Unanswered(service, failure);
        }
    }

    public static async Task<ReadOnlyMemory<byte>> RequestAsync(Service service, ReadOnlyMemory<byte> request)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(service.Host, service.Port).ConfigureAwait(false);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(request).ConfigureAwait(false);
            client.Client.Shutdown(SocketShutdown.Send);
            using var answer = new MemoryStream();
            await stream.CopyToAsync(answer).ConfigureAwait(false);
            return answer.GetBuffer().AsMemory(0, (int)answer.Length);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            throw Unanswered(service, failure);
        }
    }

    private static MachineFailureException Unanswered(Service service, Exception failure) =>
        new(StepKind.Request, $"{service.Name} ({service.Host}:{service.Port})", failure.Message, failure);
}
