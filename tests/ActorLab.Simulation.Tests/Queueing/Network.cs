namespace ActorLab.Simulation.Tests.Queueing;

/// <summary>Stations that customers pass one after the other.</summary>
/// <param name="Stations">In that order.</param>
/// <param name="Between">Between two customers from outside; null for none.</param>
internal sealed record Network(StationPlan[] Stations, Distribution? Between)
{
    /// <summary>After the last station customers go to the first again.</summary>
    public bool Closed { get; init; }

    /// <summary>They are at the first station when the run begins.</summary>
    public int InitialCustomers { get; init; }

    /// <summary>Runs for a while that is not counted, and then for another.</summary>
    public NetworkRun Run(ulong seed, long warmUpSeconds, long seconds)
    {
        StationFigures[] figures = [.. Stations.Select(_ => new StationFigures())];
        var stations = new IActorRef[Stations.Length];
        RunResult result = Scenario.Run(Scenario.Machine, (context, message) =>
        {
            if (message is Done) context.Stop(context.Self);
            if (message is not Started) return;
            for (int i = 0; i < stations.Length; i++)
            {
                int number = i;
                stations[i] = context.Spawn(ScriptedProps.Of(() => new Station(Stations[number], figures[number], () => After(number))) with { Name = Stations[i].Name });
                context.SendLater(stations[i], new Station.Restart(), SimDuration.FromSeconds(warmUpSeconds));
            }

            for (int i = 0; i < InitialCustomers; i++) context.Send(stations[0], Customer.Instance);
            if (Between is not null) context.Spawn(ScriptedProps.Of(() => new Source(Between, stations[0])) with { Name = "source" });
            context.SendLater(context.Self, Done.Instance, SimDuration.FromSeconds(warmUpSeconds + seconds));
        }, seed);
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        return new NetworkRun(figures, new SimTime(result.Elapsed.Nanoseconds), seconds);

        IActorRef? After(int number) => number + 1 < stations.Length ? stations[number + 1] : Closed ? stations[0] : null;
    }

    private sealed class Source(Distribution between, IActorRef first) : IActor
    {
        public void Receive(IActorContext context, IMessage message)
        {
            if (message is Customer) context.Send(first, message);
            context.SendLater(context.Self, Customer.Instance, between.Sample(context.Random));
        }
    }
}

/// <param name="Stations">What was seen at each.</param>
/// <param name="End">When the run ended.</param>
/// <param name="Seconds">For how long was counted.</param>
internal sealed record NetworkRun(StationFigures[] Stations, SimTime End, double Seconds)
{
    public StationFigures First => Stations[0];

    public double Length(int station) => Stations[station].Length(End);

    /// <summary>Customers that left a station, a second.</summary>
    public double Throughput(int station) => Stations[station].Sojourns.Count / Seconds;

    /// <summary>How far the station is from Little's law, as a share of its length: customers who were there at the ends of the time count for one side alone.</summary>
    public double LittleError(int station) =>
        Math.Abs(Length(station) - (Throughput(station) * Stations[station].Sojourns.Mean)) / Length(station);
}
