using System.Buffers.Binary;
using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Wire.Frames;
using Google.Protobuf;
using Proto = ActorLab.Wire.V1;

namespace ActorLab.Wire;

/// <summary>Frames to bytes and back. On a stream a frame is preceded by its length: 4 bytes, little endian; <see cref="FrameDecoder"/> takes a stream apart.</summary>
public static class FrameCodec
{
    /// <summary>Raised by every change that an older program would misread. Both sides must have the same.</summary>
    public const int ProtocolVersion = 2;

    /// <summary>16 MiB, without the length in front.</summary>
    public const int MaxFrameBytes = 16 * 1024 * 1024;

    public const int LengthBytes = 4;

    private static readonly MessageParser<Proto.Frame> Parser = Proto.Frame.Parser.WithDiscardUnknownFields(true);

    /// <summary>The length and the frame, in one piece.</summary>
    /// <exception cref="NoWireFormException">The frame is larger than <see cref="MaxFrameBytes"/>.</exception>
    public static byte[] Encode(NodeFrame frame)
    {
        Proto.Frame proto = ToProto(frame);
        int length = proto.CalculateSize();
        if (length > MaxFrameBytes) throw new NoWireFormException($"a frame of {length} bytes does not fit into {MaxFrameBytes}");
        byte[] bytes = new byte[LengthBytes + length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)length);
        proto.WriteTo(bytes.AsSpan(LengthBytes));
        return bytes;
    }

    /// <summary>One frame without the length in front.</summary>
    /// <exception cref="WireFormatException">The bytes are not exactly one frame.</exception>
    public static NodeFrame Decode(ReadOnlySpan<byte> body)
    {
        if (body.Length is 0 or > MaxFrameBytes) throw new WireFormatException($"a frame of {body.Length} bytes; 1 to {MaxFrameBytes} are allowed");
        try
        {
            return FromProto(Parser.ParseFrom(body));
        }
        catch (InvalidProtocolBufferException unreadable)
        {
            throw new WireFormatException($"not a frame: {unreadable.Message}", unreadable);
        }
    }

    private static Proto.Frame ToProto(NodeFrame frame)
    {
        var proto = new Proto.Frame { Epoch = (uint)frame.Epoch };
        switch (frame)
        {
            case Data data: proto.Data = DataToProto(data); break;
            case Ack ack: proto.Ack = new Proto.Ack { Acknowledged = (ulong)ack.Acknowledged }; break;
            case Heartbeat beat: proto.Heartbeat = new Proto.Heartbeat { SentNs = (ulong)beat.SentAt.Nanoseconds, Acknowledged = (ulong)beat.Acknowledged }; break;
            case Hello hello: proto.Hello = HelloToProto(hello); break;
            case Welcome welcome:
                proto.Welcome = new Proto.Welcome { ProtocolVersion = (uint)welcome.ProtocolVersion, PlanDigest = welcome.PlanDigest, ProcessId = (uint)welcome.ProcessId };
                break;
            case Refused refused: proto.Refused = new Proto.Refused { Reason = refused.Reason }; break;
            default: throw new ArgumentOutOfRangeException(nameof(frame), frame, "a frame without a form in the schema");
        }

        return proto;
    }

    private static Proto.Data DataToProto(Data data)
    {
        var proto = new Proto.Data { Sequence = (ulong)data.Sequence, Acknowledged = (ulong)data.Acknowledged };
        proto.Ops.Capacity = data.Ops.Length;
        foreach (NodeOp op in data.Ops) proto.Ops.Add(OpWriter.ToProto(op));
        return proto;
    }

    private static Proto.Hello HelloToProto(Hello hello) => new()
    {
        ProtocolVersion = (uint)hello.ProtocolVersion,
        SoftwareVersion = hello.SoftwareVersion,
        Node = hello.Node,
        NodeIndex = (uint)hello.NodeIndex,
        RunId = hello.RunId,
        PlanDigest = hello.PlanDigest,
        Experiment = hello.Origin.Experiment,
        Definition = UnsafeByteOperations.UnsafeWrap(hello.Origin.Definition),
        Seed = hello.Seed,
        HeartbeatNs = (ulong)hello.Settings.Heartbeat.Nanoseconds,
        SilenceNs = (ulong)hello.Settings.Silence.Nanoseconds,
        WindowFrames = (uint)hello.Settings.WindowFrames,
        Traced = hello.Traced,
        Akka = hello.Origin.Akka,
        LogLevel = hello.LogLevel is { } level ? (uint)level + 1 : 0,
    };

    private static NodeFrame FromProto(Proto.Frame frame)
    {
        int epoch = WireNumbers.Index(frame.Epoch, "the epoch");
        return frame.BodyCase switch
        {
            Proto.Frame.BodyOneofCase.Data => DataFromProto(epoch, frame.Data),
            Proto.Frame.BodyOneofCase.Ack => new Ack(epoch, WireNumbers.Count(frame.Ack.Acknowledged, "the acknowledged sequence")),
            Proto.Frame.BodyOneofCase.Heartbeat => new Heartbeat(
                epoch,
                new SimTime(WireNumbers.Count(frame.Heartbeat.SentNs, "the time of a heartbeat")),
                WireNumbers.Count(frame.Heartbeat.Acknowledged, "the acknowledged sequence")),
            Proto.Frame.BodyOneofCase.Hello => HelloFromProto(epoch, frame.Hello),
            Proto.Frame.BodyOneofCase.Welcome => new Welcome(
                epoch,
                WireNumbers.Index(frame.Welcome.ProtocolVersion, "the protocol version"),
                frame.Welcome.PlanDigest,
                WireNumbers.Index(frame.Welcome.ProcessId, "the process id")),
            Proto.Frame.BodyOneofCase.Refused => new Refused(epoch, frame.Refused.Reason),
            _ => throw new WireFormatException("a frame of an unknown kind"),
        };
    }

    private static Data DataFromProto(int epoch, Proto.Data data)
    {
        if (data.Ops.Count == 0) throw new WireFormatException("a data frame without ops");
        if (data.Sequence == 0) throw new WireFormatException("a data frame without a sequence number");
        var ops = ImmutableArray.CreateBuilder<NodeOp>(data.Ops.Count);
        foreach (Proto.Op op in data.Ops) ops.Add(OpReader.FromProto(op));
        return new Data(
            epoch,
            WireNumbers.Count(data.Sequence, "a sequence number"),
            WireNumbers.Count(data.Acknowledged, "the acknowledged sequence"),
            ops.MoveToImmutable());
    }

    /// <summary>Ranges of the settings are the link's business: a hello of another version must stay readable enough to be refused by its version.</summary>
    private static Hello HelloFromProto(int epoch, Proto.Hello hello) => new(
        epoch,
        WireNumbers.Index(hello.ProtocolVersion, "the protocol version"),
        hello.SoftwareVersion,
        hello.Node,
        WireNumbers.Index(hello.NodeIndex, "the node's index"),
        hello.RunId,
        hello.PlanDigest,
        new PlanOrigin(hello.Experiment, hello.Definition.Memory) { Akka = hello.Akka },
        hello.Seed,
        new LinkSettings(
            WireNumbers.Duration(hello.HeartbeatNs, "the heartbeat"),
            WireNumbers.Duration(hello.SilenceNs, "the silence"),
            WireNumbers.Index(hello.WindowFrames, "the window")))
    {
        Traced = hello.Traced,
        LogLevel = LevelOf(hello.LogLevel),
    };

    private static LogLevel? LevelOf(uint number) =>
        number == 0 ? null
        : number - 1 <= (uint)LogLevel.Debug ? (LogLevel)(number - 1)
        : throw new WireFormatException($"a log level {number}");
}
