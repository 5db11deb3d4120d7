using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.Experiments.Daemon;

/// <summary>The process: writes a first line, works, and writes a last line if it lives so long.</summary>
internal sealed class DaemonChild(ActorRef root, string output) : IActor
{
    public const string Name = "child";
    public const string FirstLine = "the child has begun";
    public const string LastLine = "the child is done";

    private bool _begun;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started: context.Execute(new WriteLineBody(output, SimDuration.Zero, FirstLine), message); break;
            case BodyCompleted when !_begun:
                _begun = true;
                context.Send(root, new Cases.Happened(Name, DaemonRoot.Begins));
                context.Execute(new WriteLineBody(output, DaemonDefinition.ChildWork, LastLine), message);
                break;
            case BodyCompleted:
                context.Send(root, new Cases.Happened(Name, DaemonRoot.WritesLastLine));
                context.Stop(context.Self);
                break;
            // The directive is Stop: the root hears of the end and misses the last line.
            case BodyFailed failed: throw failed.Cause;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private sealed class WriteLineBody(string path, SimDuration workBefore, string line) : IBody
    {
        public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
        {
            if (workBefore > SimDuration.Zero) await machine.Sleep(workBefore);
            FileHandle file = await machine.Open(path, OpenMode.Append);
            await machine.Append(file, System.Text.Encoding.ASCII.GetBytes(line + "\n"));
            await machine.Close(file);
            return item;
        }
    }
}
