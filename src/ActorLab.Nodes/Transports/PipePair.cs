using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace ActorLab.Nodes.Transports;

/// <summary>Two pipes inside this process, one for each direction; for tests and measurements.</summary>
internal static class PipePair
{
    public static (PipeTransport First, PipeTransport Second) Create(string first, string second)
    {
        (Stream forthIn, Stream forthOut) = OneWay();
        (Stream backIn, Stream backOut) = OneWay();
        return (new PipeTransport(second, backIn, forthOut), new PipeTransport(first, forthIn, backOut));
    }

    /// <summary>What is written to the second can be read from the first.</summary>
    public static (Stream Reader, Stream Writer) OneWay()
    {
        var writer = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        var handle = new SafePipeHandle(writer.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: true);
        writer.ClientSafePipeHandle.SetHandleAsInvalid();
        return (new AnonymousPipeClientStream(PipeDirection.In, handle), writer);
    }
}
