using Akka.Actor;
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
    /// <param name="sender">Of the message.</param>
    /// <param name="message">That came.</param>
    /// <param name="count">Adds what the actor counts itself.</param>
    /// <returns>False if it is nothing that such actors know.</returns>
    public bool Receive(IActorRef sender, object message, Func<StageFigures, StageFigures> count)
    {
        switch (message)
        {
            case Connect connect: Inlets.OnConnect(sender, connect); return true;
            case Ask: wiring.Root.Tell(count(Figures())); return true;
            default: return false;
        }
    }

    /// <summary>An actor that is to begin again has lost its items.</summary>
    public InvalidOperationException Lost(Exception cause) => new($"{wiring.Name} has lost its items", cause);

    /// <summary>All that was taken has been passed on: ends the output, and once all of it has gone tells the root.</summary>
    public void End(Func<StageFigures, StageFigures> count)
    {
        if (HasEnded) return;
        Outlet.End();
        if (!Outlet.HasEnded) return;
        HasEnded = true;
        wiring.Root.Tell(count(Figures()));
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
