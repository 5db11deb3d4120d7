using System.Collections.Immutable;

namespace ActorLab.Core.Trace;

/// <summary>What a trace is a trace of.</summary>
/// <param name="Title">The run in one line, such as <c>line-copy · pipeline · 10 workers</c>.</param>
/// <param name="Engine">The name of the engine.</param>
/// <param name="Seed">The seed of the plan.</param>
/// <param name="Properties">What else somebody may want to know of it, in a fixed order.</param>
public sealed record TraceHead(string Title, string Engine, ulong Seed, ImmutableArray<TraceProperty> Properties)
{
    internal void Write(TraceBytes bytes)
    {
        bytes.AddText(Title);
        bytes.AddText(Engine);
        bytes.AddUnsigned(Seed);
        bytes.AddUnsigned((ulong)Properties.Length);
        foreach (TraceProperty property in Properties)
        {
            bytes.AddText(property.Name);
            bytes.AddText(property.Value);
        }
    }

    internal static TraceHead Read(ReadOnlySpan<byte> payload)
    {
        var bytes = new TraceSpan(payload);
        string title = bytes.TakeText(), engine = bytes.TakeText();
        ulong seed = bytes.TakeUnsigned();
        var properties = ImmutableArray.CreateBuilder<TraceProperty>();
        for (int left = bytes.TakeCount(payload.Length); left > 0; left--) properties.Add(new TraceProperty(bytes.TakeText(), bytes.TakeText()));
        return new TraceHead(title, engine, seed, properties.ToImmutable());
    }
}

public readonly record struct TraceProperty(string Name, string Value);

/// <summary>How the run ended. A trace without it was cut.</summary>
/// <param name="Events">How many events were recorded.</param>
/// <param name="Elapsed">How long the run took, on the clock of the root's node.</param>
/// <param name="Outcome">How it went, in a word.</param>
public sealed record TraceEnd(long Events, SimDuration Elapsed, string Outcome)
{
    internal void Write(TraceBytes bytes)
    {
        bytes.AddUnsigned((ulong)Events);
        bytes.AddSigned(Elapsed.Nanoseconds);
        bytes.AddText(Outcome);
    }

    internal static TraceEnd Read(ReadOnlySpan<byte> payload)
    {
        var bytes = new TraceSpan(payload);
        return new TraceEnd((long)bytes.TakeUnsigned(), new SimDuration(bytes.TakeSigned()), bytes.TakeText());
    }
}
