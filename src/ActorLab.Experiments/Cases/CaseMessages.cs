using ActorLab.Core.Actors;
using ActorLab.Wire;

namespace ActorLab.Experiments.Cases;

/// <summary>From an actor of a case to its root: something happened. The root says when, since only one clock can put all in one order.</summary>
internal sealed record Happened(string Who, string What) : IMessage
{
    public const uint Tag = 110;

    public static WireTable AddTo(WireTable table) => table.Add<Happened>(Tag, Write, static r => new Happened(r.Text(), r.Text()));

    private static void Write(Happened message, FieldWriter writer)
    {
        writer.Text(message.Who);
        writer.Text(message.What);
    }
}

/// <summary>From a root to the outside: an event of the case.</summary>
internal sealed record Noted(SimTime At, string Who, string What) : IMessage;

/// <summary>What a role is told that has to know its root alone.</summary>
internal sealed record CaseRoot(IActorRef Root) : IMessage
{
    public const uint Tag = 111;

    public static WireTable AddTo(WireTable table) => table.Add<CaseRoot>(
        Tag,
        static (m, w) => w.Actor(m.Root),
        static r => new CaseRoot(r.Actor() ?? throw new WireFormatException("a case without a root")));
}
