namespace ActorLab.Core.Report;

/// <summary>The average over time of what changes at moments and stays in between, such as the length of a queue.</summary>
/// <param name="start">When the first value holds.</param>
/// <param name="value">What it is then.</param>
public sealed class TimeWeightedAverage(SimTime start, double value)
{
    private SimTime _from = start;
    private SimTime _since = start;
    private double _area;

    public double Value { get; private set; } = value;

    /// <summary>The largest value since the start, also one of no duration.</summary>
    public double Most { get; private set; } = value;

    /// <param name="now">Not before the last change.</param>
    /// <param name="value">Holds from now on.</param>
    public void Set(SimTime now, double value)
    {
        Advance(now);
        Value = value;
        Most = Math.Max(Most, value);
    }

    public void Add(SimTime now, double change) => Set(now, Value + change);

    /// <summary>The warm-up is over: what was before is forgotten, the value stays.</summary>
    public void Restart(SimTime now)
    {
        Advance(now);
        _from = now;
        _area = 0;
        Most = Value;
    }

    /// <summary>Since the start or the last restart. The value itself while no time has passed.</summary>
    public double Until(SimTime now)
    {
        Advance(now);
        return now == _from ? Value : _area / (now - _from).Nanoseconds;
    }

    private void Advance(SimTime now)
    {
        Invariant.Check(now >= _since, $"a value is given for {now}, after one for {_since}");
        _area += Value * (now - _since).Nanoseconds;
        _since = now;
    }
}
