using ActorLab.Core.Actors;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>The inputs and the output of an actor that passes on what it takes, and what all such actors do alike: how they are joined, asked and ended.</summary>
internal sealed class StageLinks(Wiring wiring)
{
    public Inlets Inlets { get; } = new(wiring);

    public Outlet Outlet { get; } = new(wiring);

    public bool HasEnded { get; private set; }

    /// <summary>What is neither about items nor about room for them.</summary>
    /// <param name="context">Of the actor.</param>
    /// <param name="message">That came.</param>
    /// <param name="count">Adds what the actor counts itself.</param>
    public void Receive(IActorContext context, IMessage message, Func<StageFigures, StageFigures> count)
    {
        switch (message)
        {
            case Connect connect: Inlets.OnConnect(context, connect); break;
            case Ask: context.Send(wiring.Root, count(Figures())); break;
            case Started: Outlet.Connect(context); break;
            case Restarted(var cause): throw new InvalidOperationException($"{wiring.Name} has lost its items", cause);
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    /// <summary>All that was taken has been passed on: ends the output, and once all of it has gone tells the root.</summary>
    public void End(IActorContext context, Func<StageFigures, StageFigures> count)
    {
        if (HasEnded) return;
        Outlet.End(context);
        if (!Outlet.HasEnded) return;
        HasEnded = true;
        context.Send(wiring.Root, count(Figures()));
    }

    private StageFigures Figures() => new()
    {
        Name = wiring.Name,
        HasEnded = HasEnded,
        Taken = Inlets.Left,
        Passed = Outlet.Passed,
        Dropped = Inlets.Dropped,
        PeakWaiting = Inlets.PeakWaiting,
        NoInputFrom = [.. Inlets.Open],
        NoRoomAt = [.. Outlet.NoRoomAt],
        In = [.. Inlets.Accounts],
        Out = [.. Outlet.Accounts],
    };
}
