using ActorLab.Core.Plan;
using ActorLab.Core.Primitives;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Transports;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Benchmarks;

/// <summary>What is measured on a link: many small messages one way, and one message there and back; to another process, or over pipes inside this one; and the same bytes over the pipe alone.</summary>
/// <remarks>Messages are sent as the engine sends them: enqueued, and flushed by the thread of the link.</remarks>
internal sealed class LinkWorkload : IDisposable
{
    private static readonly NodeActorId Target = new(1, 1);

    private readonly LinkDriver _near;
    private readonly LinkDriver? _far;
    private readonly NearEnd _nearEnd = new();
    private readonly SendOp _message;

    /// <summary>Both ends in this process.</summary>
    /// <param name="messageBytes">Of each message.</param>
    public LinkWorkload(int messageBytes)
        : this(PipePair.Create("near", "far"), messageBytes)
    {
    }

    /// <param name="near">To somebody who serves the far end with <see cref="ServeFarEnd"/>; not started yet; owned.</param>
    /// <param name="messageBytes">Of each message.</param>
    public LinkWorkload(ITransport near, int messageBytes)
    {
        _message = new SendOp(Target, null, new Payload(1, new byte[messageBytes]));
        var hello = new Hello(0, FrameCodec.ProtocolVersion, "", "far", 1, "", 0, new PlanOrigin("", default), 1, LinkSettings.Default);
        _near = LinkDriver.Open(near, hello, _nearEnd, LinkOptions.Default);
        _near.Start();
    }

    private LinkWorkload((PipeTransport Near, PipeTransport Far) pipes, int messageBytes)
        : this(pipes.Near, messageBytes) => _far = StartFarEnd(pipes.Far, new FarEnd());

    /// <summary>Is the far end, until the link is broken.</summary>
    /// <param name="transport">Not started yet; owned.</param>
    public static void ServeFarEnd(ITransport transport)
    {
        using var end = new FarEnd();
        using LinkDriver driver = StartFarEnd(transport, end);
        end.Broken.Wait();
    }

    /// <summary>Sends <paramref name="count"/> messages and waits until the last has been handled at the other end.</summary>
    public void OneWay(int count)
    {
        for (int i = 0; i < count; i++) _near.Enqueue(_message);
        RoundTrip();
    }

    /// <summary>Sends a message that the other end answers, and waits for the answer.</summary>
    public void RoundTrip()
    {
        _near.Enqueue(new StopOp(Target));
        _nearEnd.WaitForAnswer();
    }

    /// <summary>How many messages the other end has handled.</summary>
    public long Handled => _nearEnd.Handled;

    /// <summary>Writes and reads <paramref name="bytes"/> over a pipe with nothing around it.</summary>
    public static void RawOneWay(long bytes)
    {
        (Stream reader, Stream writer) = PipePair.OneWay();
        var thread = new Thread(() =>
        {
            byte[] piece = new byte[64 * 1024];
            for (long left = bytes; left > 0; left -= piece.Length) writer.Write(piece, 0, (int)Math.Min(left, piece.Length));
            writer.Dispose();
        });
        thread.Start();
        byte[] buffer = new byte[64 * 1024];
        long read = 0;
        for (int count; (count = reader.Read(buffer)) > 0;) read += count;
        thread.Join();
        reader.Dispose();
        Invariant.Check(read == bytes, $"{read} of {bytes} bytes came out of the pipe");
    }

    public void Dispose()
    {
        _near.Dispose();
        _far?.Dispose();
    }

    private static LinkDriver StartFarEnd(ITransport transport, FarEnd end)
    {
        LinkDriver driver = LinkDriver.Answer(transport, end, LinkOptions.Default);
        end.Driver = driver;
        driver.Start();
        return driver;
    }

    private sealed class NearEnd : ILinkOwner
    {
        private readonly object _gate = new();
        private int _answers;
        private string? _failure;

        public long Handled { get; private set; }

        public void WaitForAnswer()
        {
            lock (_gate)
            {
                while (_answers == 0 && _failure is null) Monitor.Wait(_gate);
                if (_failure is not null) throw new InvalidOperationException($"the far end {_failure}");
                _answers--;
            }
        }

        public void OnGreeted(Hello hello)
        {
        }

        public void OnOpened(Hello hello, Welcome welcome)
        {
        }

        public void OnOp(NodeOp op)
        {
            lock (_gate)
            {
                Handled = ((SendOp)op).Receiver.Number;
                _answers++;
                Monitor.Pulse(_gate);
            }
        }

        public void OnBroken(LinkFailure failure)
        {
            lock (_gate)
            {
                _failure = failure.Reason;
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Counts messages and answers a stop with the count.</summary>
    private sealed class FarEnd : ILinkOwner, IDisposable
    {
        public ManualResetEventSlim Broken { get; } = new();

        private long _handled;

        public LinkDriver? Driver { get; set; }

        public void OnGreeted(Hello hello) => Driver!.Accept(hello.PlanDigest, Environment.ProcessId);

        public void OnOpened(Hello hello, Welcome welcome)
        {
        }

        public void OnOp(NodeOp op)
        {
            if (op is not StopOp)
            {
                _handled++;
                return;
            }

            Driver!.Enqueue(new SendOp(new NodeActorId(0, _handled), null, new Payload(1, default)));
        }

        public void OnBroken(LinkFailure failure) => Broken.Set();

        public void Dispose() => Broken.Dispose();
    }
}
