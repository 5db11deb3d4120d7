using System.Diagnostics;
using ActorLab.Nodes.Transports;

namespace ActorLab.Benchmarks;

/// <summary>Messages over a link to a child process, and in turn the bytes alone over pipes to another child. Both children live through all rounds, so that they are warm as well.</summary>
internal static class NodeMessagesTable
{
    public const int MessageBytes = 16;

    /// <param name="Figure">What was measured, and its unit.</param>
    /// <param name="Nodes">Median over the rounds, as <paramref name="Raw"/>.</param>
    /// <param name="Ratio">Nodes to raw: the median of the ratios taken round by round.</param>
    public sealed record Row(string Figure, double Nodes, double Least, double Most, double Raw, double Ratio);

    /// <param name="messages">One way in each round.</param>
    /// <param name="roundTrips">In each round.</param>
    /// <param name="rounds">Counted ones; one more comes first.</param>
    public static IReadOnlyList<Row> Run(int messages, int roundTrips, int rounds)
    {
        using ChildProcess child = ChildProcess.Start("far", ChildProgram.This(FarEnds.Link), line => Console.Error.WriteLine(line.Text));
        using var recorder = new PieceRecorder(child.Transport);
        using var link = new LinkWorkload(recorder, MessageBytes);
        using var raw = new RawChild();
        return Measure(link, recorder, raw, messages, roundTrips, rounds);
    }

    /// <summary>The same over any transport.</summary>
    /// <param name="link">To a far end that counts.</param>
    /// <param name="recorder">Its transport.</param>
    /// <param name="raw">The baseline.</param>
    /// <param name="messages">One way in each round.</param>
    /// <param name="roundTrips">In each round.</param>
    /// <param name="rounds">Counted ones; one more comes first.</param>
    public static IReadOnlyList<Row> Measure(LinkWorkload link, PieceRecorder recorder, IRawPeer raw, int messages, int roundTrips, int rounds)
    {
        // Nobody waits for the far end's start in the first round.
        link.RoundTrip();

        var oneWay = new Pairs();
        for (int round = 0; round <= rounds; round++)
        {
            recorder.Take();
            double seconds = Seconds(() => link.OneWay(messages));
            long expected = (round + 1L) * messages;
            if (link.Handled != expected) throw new InvalidOperationException($"{link.Handled} messages handled of {expected}");
            IReadOnlyList<int> pieces = recorder.Take();
            oneWay.Add(messages / seconds / 1e6, messages / Seconds(() => raw.OneWay(pieces)) / 1e6);
        }

        var p50 = new Pairs();
        var p99 = new Pairs();
        long[] linkTicks = new long[roundTrips];
        long[] rawTicks = new long[roundTrips];
        raw.BeginRoundTrips();
        for (int round = 0; round <= rounds; round++)
        {
            RoundTrips(link, linkTicks);
            raw.RoundTrips(rawTicks);
            p50.Add(Microseconds(linkTicks, 50), Microseconds(rawTicks, 50));
            p99.Add(Microseconds(linkTicks, 99), Microseconds(rawTicks, 99));
        }

        return
        [
            oneWay.ToRow($"{messages} of {MessageBytes} bytes one way, M/s"),
            p50.ToRow("round trip p50, µs"),
            p99.ToRow("round trip p99, µs"),
        ];
    }

    private static void RoundTrips(LinkWorkload link, long[] ticks)
    {
        for (int i = 0; i < ticks.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            link.RoundTrip();
            ticks[i] = Stopwatch.GetTimestamp() - start;
        }
    }

    private static double Seconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The least value that so many percent do not exceed.</summary>
    private static double Microseconds(long[] ticks, int percent)
    {
        long[] sorted = [.. ticks.Order()];
        int rank = (int)Math.Ceiling(sorted.Length * percent / 100.0);
        return sorted[rank - 1] * 1e6 / Stopwatch.Frequency;
    }

    /// <summary>One figure of all rounds; the first one warms up and is not counted.</summary>
    private sealed class Pairs
    {
        private readonly List<(double Nodes, double Raw)> _rounds = [];

        public void Add(double nodes, double raw) => _rounds.Add((nodes, raw));

        public Row ToRow(string figure)
        {
            (double Nodes, double Raw)[] counted = [.. _rounds.Skip(1)];
            double[] nodes = [.. counted.Select(c => c.Nodes)];
            return new Row(
                figure, Comparison.Median(nodes), nodes.Min(), nodes.Max(), Comparison.Median([.. counted.Select(c => c.Raw)]), Comparison.Median([.. counted.Select(c => c.Nodes / c.Raw)]));
        }
    }
}
