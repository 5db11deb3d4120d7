using System.Diagnostics;
using ActorLab.Core.Primitives;
using ActorLab.Core.Verify;

namespace ActorLab.Benchmarks;

/// <summary>The order verifier, fed spans.</summary>
internal static class OrderVerifierTable
{
    private const int Block = 1_000;

    internal sealed record Row(ComparisonResult Speed, double KeptMebibytes);

    public static IEnumerable<Row> Run(bool toy, int rounds)
    {
        long[] ordered = [.. Enumerable.Range(1, toy ? 5_000 : 10_000_000).Select(i => (long)i)];
        yield return Measure("in order", ordered, reordered: 0, 100, rounds);
        long[] shuffled = Shuffled(ordered);
        yield return Measure("displacement 1,000", shuffled, CountReordered(shuffled), 10, rounds);
        int producers = toy ? 100 : 10_000;
        yield return MeasureProducers(producers, toy ? 5_000 : 100_000_000, rounds);
    }

    private static Row Measure(string workload, long[] items, long reordered, double goal, int rounds)
    {
        double kept = 0;
        var comparison = new Comparison($"{workload}, {items.Length} items", () => Check(items, reordered, out kept), "HashSet", () => Remember(items), goal);
        return new Row(comparison.Run(rounds), kept);
    }

    private static Measurement Check(long[] items, long reordered, out double keptMebibytes)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long start = Stopwatch.GetTimestamp();
        var checker = new MissingIntervals();
        for (int at = 0; at < items.Length; at += 4_096) checker.OfferAll(items.AsSpan(at, Math.Min(4_096, items.Length - at)));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        keptMebibytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)(1 << 20);
        if (checker.Unique != items.Length || checker.Reordered != reordered) throw new InvalidOperationException($"{checker.Reordered} reordered, expected {reordered}");
        return new Measurement(items.Length, seconds);
    }

    /// <summary>What one would write first: remember every number, and the greatest.</summary>
    private static Measurement Remember(long[] items)
    {
        long start = Stopwatch.GetTimestamp();
        var seen = new HashSet<long>();
        long greatest = 0, reordered = 0;
        foreach (long item in items)
        {
            if (!seen.Add(item)) continue;
            if (item < greatest) reordered++;
            else greatest = item;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return seen.Count == items.Length && reordered >= 0 ? new Measurement(items.Length, seconds) : throw new InvalidOperationException("a number came twice");
    }

    private static long CountReordered(long[] items)
    {
        long greatest = 0, reordered = 0;
        foreach (long item in items)
        {
            if (item < greatest) reordered++;
            else greatest = item;
        }

        return reordered;
    }

    private static long[] Shuffled(long[] ordered)
    {
        var random = new RandomStream(1);
        long[] items = [.. ordered];
        for (int block = 0; block < items.Length; block += Block)
        {
            for (int i = Math.Min(Block, items.Length - block) - 1; i > 0; i--)
            {
                int other = (int)random.NextInt64(0, i);
                (items[block + i], items[block + other]) = (items[block + other], items[block + i]);
            }
        }

        return items;
    }

    private static Row MeasureProducers(int producers, long items, int rounds)
    {
        double kept = 0;
        var comparison = new Comparison(
            $"{producers} producers, {items} items", () => CheckProducers(producers, items, out kept), "HashSet", () => RememberProducers(producers, Math.Max(items / 100, producers)), 0);
        return new Row(comparison.Run(Math.Min(rounds, 3)), kept);
    }

    private static Measurement CheckProducers(int producers, long items, out double keptMebibytes)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var checker = new ProducerOrderChecker(StreamLimits.Default, new StreamNames());
        var round = new StreamItem[producers];
        long start = Stopwatch.GetTimestamp();
        long reordered = 0;
        for (long sequence = 1; sequence <= items / producers; sequence++)
        {
            reordered += Fill(round, sequence);
            foreach (ref readonly StreamItem item in round.AsSpan()) checker.Offer(item);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        keptMebibytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)(1 << 20);
        CheckResult result = checker.Complete(null);
        if (result.FigureOf("reordered") != reordered || result.FigureOf("producers") != producers) throw new InvalidOperationException(result.Summary);
        return new Measurement(items / producers * producers, seconds);
    }

    private static Measurement RememberProducers(int producers, long items)
    {
        var seen = new HashSet<(long, long)>();
        var round = new StreamItem[producers];
        long start = Stopwatch.GetTimestamp();
        for (long sequence = 1; sequence <= items / producers; sequence++)
        {
            Fill(round, sequence);
            foreach (ref readonly StreamItem item in round.AsSpan()) seen.Add((item.Producer, item.Sequence));
        }

        return new Measurement(items / producers * producers, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>One item of each producer. Every seventh producer sends its items of the first two rounds of each ten the wrong way round.</summary>
    /// <returns>How many of them are reordered.</returns>
    private static long Fill(StreamItem[] round, long sequence)
    {
        long reordered = 0;
        for (int i = 0; i < round.Length; i++)
        {
            long own = sequence;
            if (i % 7 == 0 && sequence % 10 == 1) own++;
            else if (i % 7 == 0 && sequence % 10 == 2 && reordered++ >= 0) own--;
            round[i] = new StreamItem(own) { Producer = i + 1 };
        }

        return reordered;
    }
}
