using System.Text;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.Daemon;

/// <summary>The process: writes a first line, works, and writes a last line if it lives so long.</summary>
/// <remarks>It works in parts, each asked for by a message to itself: an actor that is stopped finishes the body it is in (G14), so work in one piece would outlive any parent.</remarks>
internal sealed class DaemonChild(IActorRef root, string output) : LabActor
{
    public const string Name = "child";
    public const string FirstLine = "the child has begun";
    public const string LastLine = "the child is done";

    private const int Parts = 20;

    private static readonly SimDuration PartWork = new(DaemonDefinition.ChildWork.Nanoseconds / Parts);

    private int _partsDone;

    protected override void PreStart() => Execute(new WriteLineBody(output, FirstLine), Started.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case NextPart next: Execute(_partsDone < Parts ? WorkBody.Instance : new WriteLineBody(output, LastLine), next); break;
            case BodyCompleted(Started, _):
                root.Tell(new Happened(Name, DaemonRoot.Begins));
                Self.Tell(NextPart.Instance);
                break;
            case BodyCompleted when _partsDone < Parts:
                _partsDone++;
                Self.Tell(NextPart.Instance);
                break;
            case BodyCompleted:
                root.Tell(new Happened(Name, DaemonRoot.WritesLastLine));
                Self.Tell(PoisonPill.Instance);
                break;
            // The directive is to stop: the root hears of the end and misses the last line.
            case BodyFailed failed: throw failed.Cause;
            default: Unhandled(message); break;
        }
    }

    private sealed record NextPart : IMessage
    {
        public static readonly NextPart Instance = new();
    }

    private sealed class WorkBody : IBody
    {
        public static readonly WorkBody Instance = new();

        public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
        {
            await machine.Sleep(PartWork);
            return item;
        }
    }

    private sealed class WriteLineBody(string path, string line) : IBody
    {
        public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
        {
            FileHandle file = await machine.Open(path, OpenMode.Append);
            await machine.Append(file, Encoding.ASCII.GetBytes(line + "\n"));
            await machine.Close(file);
            return item;
        }
    }
}
