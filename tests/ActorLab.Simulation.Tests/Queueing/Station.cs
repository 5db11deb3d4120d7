using ActorLab.Core.Report;

namespace ActorLab.Simulation.Tests.Queueing;

/// <summary>A customer who comes to a station now.</summary>
internal sealed record Customer : IMessage
{
    public static readonly Customer Instance = new();
}

/// <summary>What a station is: so many servers, first come, first served, with room for so many customers in all.</summary>
internal sealed record StationPlan(string Name, Distribution Service, int Servers = 1, int Room = int.MaxValue);

/// <summary>What was seen at a station since the warm-up was over, in seconds.</summary>
internal sealed class StationFigures
{
    public const int Crowd = 5;

    private readonly TimeWeightedAverage _length = new(SimTime.Zero, 0);
    private readonly TimeWeightedAverage _crowded = new(SimTime.Zero, 0);

    public RunningMoments Sojourns { get; private set; } = new();

    public RunningMoments Waits { get; private set; } = new();

    public List<double> AllSojourns { get; } = [];

    public long Arrivals { get; private set; }

    public long Waited { get; private set; }

    public long TurnedAway { get; private set; }

    /// <summary>The mean number of customers, those being served included.</summary>
    public double Length(SimTime end) => _length.Until(end);

    /// <summary>The share of time with at least <see cref="Crowd"/> customers.</summary>
    public double Crowded(SimTime end) => _crowded.Until(end);

    public void Restart(SimTime now)
    {
        _length.Restart(now);
        _crowded.Restart(now);
        Sojourns = new RunningMoments();
        Waits = new RunningMoments();
        AllSojourns.Clear();
        Arrivals = Waited = TurnedAway = 0;
    }

    public void Came(bool admitted, bool waits)
    {
        Arrivals++;
        if (!admitted) TurnedAway++;
        if (waits) Waited++;
    }

    public void Changed(SimTime now, int customers)
    {
        _length.Set(now, customers);
        _crowded.Set(now, customers >= Crowd ? 1 : 0);
    }

    public void Left(SimDuration sojourn)
    {
        Sojourns.Add(sojourn.TotalSeconds);
        AllSojourns.Add(sojourn.TotalSeconds);
    }
}

/// <param name="plan">What it is.</param>
/// <param name="figures">Filled in.</param>
/// <param name="next">Where customers go afterwards; null if they leave.</param>
internal sealed class Station(StationPlan plan, StationFigures figures, Func<IActorRef?> next) : IActor
{
    private readonly Queue<SimTime> _waiting = new();
    private int _busy;

    /// <summary>The warm-up is over.</summary>
    public sealed record Restart : IMessage;

    private sealed record Served(SimTime Came) : IMessage;

    private int Customers => _busy + _waiting.Count;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Customer:
                Admit(context);
                break;
            case Served(var came):
                _busy--;
                if (_waiting.TryDequeue(out SimTime following)) Serve(context, following);
                figures.Left(context.Now - came);
                if (next() is { } station) context.Send(station, Customer.Instance);
                break;
            case Restart:
                figures.Restart(context.Now);
                break;
        }

        figures.Changed(context.Now, Customers);
    }

    private void Admit(IActorContext context)
    {
        bool admitted = Customers < plan.Room, waits = admitted && _busy == plan.Servers;
        figures.Came(admitted, waits);
        if (waits) _waiting.Enqueue(context.Now);
        else if (admitted) Serve(context, context.Now);
    }

    private void Serve(IActorContext context, SimTime came)
    {
        _busy++;
        figures.Waits.Add((context.Now - came).TotalSeconds);
        context.SendLater(context.Self, new Served(came), plan.Service.Sample(context.Random));
    }
}
