using ActorLab.Core.Primitives;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Core.Tests.Verify;

/// <summary>Every check of a numbered stream against its definition, written down as it reads, on 100,000 small streams with loss, duplication and displacement.</summary>
public sealed class StreamBruteForceSpec
{
    private const int Rounds = 100_000;
    private static readonly StreamNames Names = new();

    [Fact]
    public void All_measures_of_one_stream_agree_with_their_definitions()
    {
        var reached = new long[5];
        for (ulong seed = 1; seed <= Rounds; seed++)
        {
            var random = new RandomStream(seed);
            int count = random.Draw(0, 12);
            List<int> items = Streams.Disturb(random, count);
            long[] times = [.. items.Select(_ => (long)random.Draw(0, 9))];
            long[] unique = [.. items.Distinct().Select(i => (long)i)];
            string stream = $"seed {seed}: {string.Join(' ', items)}";

            Compare(stream, Run(new OrderChecker(StreamLimits.Default), items, times), ByDefinition.Order(items, times));
            Compare(stream, Run(new NReorderingChecker(StreamLimits.Default), items, times), ByDefinition.NReordering(unique));
            Compare(stream, Run(new ReorderingRunsChecker(StreamLimits.Default), items, times), ByDefinition.Runs(unique));
            Compare(stream, Run(new DisorderChecker(StreamLimits.Default), items, times), ByDefinition.Disorder(unique));
            Compare(stream, Run(new ResequencerChecker(StreamLimits.Default), items, times), ByDefinition.Resequencer(unique));
            Compare(stream, Run(new DensityChecker(StreamLimits.Default with { DensityThreshold = 12 }), items, times), ByDefinition.Density(unique));
            Compare(stream, Run(new WatermarkChecker(StreamLimits.Default with { Lateness = 3 }), items, times), ByDefinition.Watermark(times, 3));
            Compare(stream, Run(new DeliveryChecker(StreamLimits.Default with { Count = count }, Names), items, times), ByDefinition.Delivery(items, count));
            Note(reached, items, unique, count);
        }

        Assert.All(reached, cases => Assert.InRange(cases, Rounds / 20, Rounds));
    }

    [Fact]
    public void Order_within_producers_and_keys_agrees_with_its_definition()
    {
        long producersViolated = 0, keysViolated = 0, onlyProducers = 0;
        for (ulong seed = 1; seed <= Rounds; seed++)
        {
            var random = new RandomStream(seed);
            StreamItem[] items = Interleaved(random);
            (long Producers, long Keys) expected = ByDefinition.Fifo(items);
            long producers = (long)Run(new ProducerOrderChecker(StreamLimits.Default, Names), items).FigureOf("reordered");
            long keys = (long)Run(new KeyOrderChecker(StreamLimits.Default, Names), items).FigureOf("reorderedInKey");
            Assert.True(expected == (producers, keys), $"seed {seed}: {(producers, keys)}, expected {expected}\n{string.Join('\n', items)}");
            producersViolated += producers > 0 ? 1 : 0;
            keysViolated += keys > 0 ? 1 : 0;
            onlyProducers += producers > 0 && keys == 0 ? 1 : 0;
        }

        Assert.All([producersViolated, keysViolated, onlyProducers], cases => Assert.InRange(cases, Rounds / 50, Rounds));
    }

    [Fact]
    public void Causal_order_agrees_with_a_search_for_undelivered_causes()
    {
        long violated = 0;
        for (ulong seed = 1; seed <= 20_000; seed++)
        {
            var random = new RandomStream(seed);
            StreamItem[] messages = Causal(random);
            for (int faults = random.Draw(0, 2); faults > 0 && messages.Length > 1; faults--)
            {
                int from = random.Draw(0, messages.Length - 1), to = random.Draw(0, messages.Length - 1);
                (messages[from], messages[to]) = (messages[to], messages[from]);
            }

            (long tooEarly, long ordered, long inverted) = ByDefinition.Causal(messages);
            CheckResult result = Run(new CausalOrderChecker(StreamLimits.Default, Names), messages);
            Assert.True(
                (tooEarly, ordered, inverted) == ((long)result.FigureOf("beforeTheirCause"), (long)result.FigureOf("orderedPairs"), (long)result.FigureOf("invertedPairs")),
                $"seed {seed}: {result.Summary}, expected {tooEarly} too early, {ordered} ordered, {inverted} inverted");
            Assert.Equal(inverted > 0, tooEarly > 0);
            violated += tooEarly > 0 ? 1 : 0;
        }

        Assert.InRange(violated, 2_000, 18_000);
    }

    [Fact]
    public void The_density_of_a_small_buffer_agrees_with_the_steps_of_the_RFC()
    {
        long gaveUp = 0;
        for (ulong seed = 1; seed <= 20_000; seed++)
        {
            var random = new RandomStream(seed);
            int threshold = random.Draw(1, 3);
            List<int> items = Streams.Disturb(random, random.Draw(0, 12));
            var density = new BufferDensity(threshold);
            foreach (int item in items) density.Offer(item);
            (int[] counts, bool lost) = ByDefinition.BufferSteps(items, threshold);
            Assert.True(counts.Select((c, b) => density.Count(b) == c).All(same => same), $"seed {seed}, BT {threshold}: {string.Join(' ', items)}");
            gaveUp += lost ? 1 : 0;
        }

        Assert.InRange(gaveUp, 2_000, 20_000);
    }

    [Fact]
    public void Multisets_are_equal_exactly_when_their_fingerprints_are()
    {
        int equal = 0;
        for (ulong seed = 1; seed <= 20_000; seed++)
        {
            var random = new RandomStream(seed);
            int[] a = [.. Enumerable.Range(0, random.Draw(1, 4)).Select(_ => random.Draw(1, 3))];
            int[] b = [.. Enumerable.Range(0, random.Draw(1, 4)).Select(_ => random.Draw(1, 3))];
            var left = new MultisetHash();
            var right = new MultisetHash();
            foreach (int member in a) left.Add((ulong)member);
            foreach (int member in b) right.Add((ulong)member);
            bool same = a.Order().SequenceEqual(b.Order());
            Assert.True(same == (left.Compare(right, null).Status == VerdictStatus.Holds), $"seed {seed}");
            equal += same ? 1 : 0;
        }

        Assert.InRange(equal, 500, 10_000);
    }

    [Fact]
    public void One_injected_fault_is_always_found_and_clean_streams_never_raise_one()
    {
        for (ulong seed = 1; seed <= 5_000; seed++)
        {
            var random = new RandomStream(seed);
            int count = random.Draw(3, 300);
            List<long> items = [.. Enumerable.Range(1, count).Select(i => (long)i)];
            Assert.True(Judge(items, count) is { Status: VerdictStatus.Holds, Cause: null }, $"seed {seed}: a clean stream");

            int at = random.Draw(1, count - 1);
            long item = items[at];
            string check = random.Draw(0, 2) switch
            {
                0 => Remove(items, at),
                1 => Repeat(items, at, random.Draw(0, count)),
                _ => Swap(items, at),
            };
            Verdict verdict = Judge(items, count);
            Assert.True(verdict.Check(check).Status == VerdictStatus.Violated, $"seed {seed}: {check} of item {item} was not found");
            Assert.Equal(check == CheckCatalog.Order, verdict.Check(CheckCatalog.Order).Status == VerdictStatus.Violated);
        }
    }

    private static string Remove(List<long> items, int at)
    {
        items.RemoveAt(at);
        return CheckCatalog.Delivery;
    }

    private static string Repeat(List<long> items, int at, int to)
    {
        items.Insert(Math.Max(to, at + 1), items[at]);
        return CheckCatalog.Delivery;
    }

    private static string Swap(List<long> items, int at)
    {
        (items[at - 1], items[at]) = (items[at], items[at - 1]);
        return CheckCatalog.Order;
    }

    private static Verdict Judge(List<long> items, long count)
    {
        var verifier = new StreamVerifier(
            [CheckCatalog.Order, CheckCatalog.Delivery, CheckCatalog.NReordering, CheckCatalog.ReorderingRuns, CheckCatalog.Disorder],
            StreamLimits.Default with { Count = count, NReordering = 1 });
        foreach (long item in items) verifier.Offer(new StreamItem(item));
        return verifier.Complete(null);
    }

    private static void Note(long[] reached, List<int> items, long[] unique, int count)
    {
        bool[] cases = [unique.Length < items.Count, unique.Length < count, !unique.Order().SequenceEqual(unique), unique.Length == items.Count && unique.Length == count, ByDefinition.MaxN(unique) > 2];
        for (int i = 0; i < cases.Length; i++) reached[i] += cases[i] ? 1 : 0;
    }

    private static void Compare(string stream, CheckResult result, params (string Name, decimal Value)[] expected)
    {
        foreach ((string name, decimal value) in expected)
        {
            Assert.True(Math.Abs(value - result.FigureOf(name)) < 1e-12m, $"{stream}: {result.Name} has {name} {result.FigureOf(name)}, expected {value}");
        }
    }

    private static CheckResult Run(IStreamChecker checker, List<int> items, long[] times)
    {
        for (int i = 0; i < items.Count; i++) checker.Offer(new StreamItem(items[i]) { Time = times[i] });
        return checker.Complete(null);
    }

    private static CheckResult Run(IStreamChecker checker, StreamItem[] items)
    {
        foreach (StreamItem item in items) checker.Offer(item);
        return checker.Complete(null);
    }

    private static StreamItem[] Interleaved(RandomStream random)
    {
        Queue<int>[] sources = [.. Enumerable.Range(0, 3).Select(_ => new Queue<int>(Streams.Disturb(random, random.Draw(0, 6))))];
        List<StreamItem> items = [];
        while (Array.Exists(sources, s => s.Count > 0))
        {
            int producer = random.Draw(0, 2);
            if (!sources[producer].TryDequeue(out int sequence)) continue;
            items.Add(new StreamItem(sequence) { Producer = producer + 1, Key = (sequence + producer) % 3 });
        }

        return [.. items];
    }

    /// <summary>What three processes send that hear of each other now and then, in an order that respects its causes.</summary>
    private static StreamItem[] Causal(RandomStream random)
    {
        long[][] clocks = [new long[3], new long[3], new long[3]];
        List<StreamItem> messages = [];
        for (int i = random.Draw(0, 9); i > 0; i--)
        {
            int sender = random.Draw(0, 2);
            if (messages.Count > 0 && random.Draw(0, 1) == 0)
            {
                StreamItem heard = messages[random.Draw(0, messages.Count - 1)];
                for (int k = 0; k < 3; k++) clocks[sender][k] = Math.Max(clocks[sender][k], heard.Clock[k].Count);
            }

            clocks[sender][sender]++;
            long[] clock = [.. clocks[sender]];
            messages.Add(new StreamItem(clock[sender]) { Producer = sender + 1, Clock = [.. clock.Select((c, k) => new ClockEntry(k + 1, c))] });
        }

        return [.. messages];
    }

    private static class ByDefinition
    {
        public static (string, decimal)[] Order(List<int> items, long[] times)
        {
            List<(int Item, long Time)> unique = [];
            for (int i = 0; i < items.Count; i++)
            {
                if (items.IndexOf(items[i]) == i) unique.Add((items[i], times[i]));
            }

            long reordered = 0, maxExtent = 0, extents = 0, late = 0;
            for (int i = 0; i < unique.Count; i++)
            {
                int j = unique.FindIndex(0, i, other => other.Item > unique[i].Item);
                if (j < 0) continue;
                reordered++;
                extents += i - j;
                maxExtent = Math.Max(maxExtent, i - j);
                late = Math.Max(late, unique[i].Time - unique[j].Time);
            }

            return [("unique", unique.Count), ("reordered", reordered), ("maxExtent", maxExtent), ("maxLateTime", late), ("meanExtent", reordered == 0 ? 0 : (decimal)extents / reordered)];
        }

        public static int MaxN(long[] s) => Enumerable.Range(1, 12).LastOrDefault(n => Enumerable.Range(0, s.Length).Any(i => IsNReordered(s, i, n)));

        public static (string, decimal)[] NReordering(long[] s) =>
            [("maxN", MaxN(s)), .. Enumerable.Range(1, 5).Select(n => ($"degree[{n}]", s.Length == 0 ? 0 : (decimal)Enumerable.Range(0, s.Length).Count(i => IsNReordered(s, i, n)) / s.Length))];

        public static (string, decimal)[] Runs(long[] s)
        {
            long x = 0, a = 0, q = 0, r = 0;
            List<int> discontinuities = [];
            List<int> gaps = [];
            for (int i = 0; i < s.Length; i++)
            {
                int j = Array.FindIndex(s, 0, i, other => other > s[i]);
                if (j < 0)
                {
                    r++;
                    a++;
                    continue;
                }

                q += r * r;
                r = 0;
                x++;
                if (discontinuities.Contains(j)) continue;
                if (discontinuities.Exists(d => d < j)) gaps.Add(j - discontinuities.Where(d => d < j).Max());
                discontinuities.Add(j);
            }

            return [("runs", x), ("inOrder", a), ("squaredRuns", q), ("discontinuities", discontinuities.Count), ("gaps", gaps.Count),
                ("leastGap", gaps.DefaultIfEmpty(0).Min()), ("greatestGap", gaps.DefaultIfEmpty(0).Max()), ("meanGap", gaps.Count == 0 ? 0 : (decimal)gaps.Sum() / gaps.Count)];
        }

        public static (string, decimal)[] Disorder(long[] s)
        {
            long inversions = 0;
            for (int i = 0; i < s.Length; i++) inversions += s.Take(i).Count(other => other > s[i]);
            int[] longest = new int[s.Length];
            for (int i = 0; i < s.Length; i++) longest[i] = 1 + Enumerable.Range(0, i).Where(j => s[j] < s[i]).Select(j => longest[j]).DefaultIfEmpty(0).Max();
            long[] sorted = [.. s.Order()];
            decimal pairs = (decimal)s.Length * (s.Length - 1) / 2;
            return [("inversions", inversions), ("longestAscending", longest.DefaultIfEmpty(0).Max()), ("descents", s.Skip(1).Where((item, i) => item < s[i]).Count()),
                ("maxDisplacement", s.Select((item, i) => Math.Abs(i - Array.IndexOf(sorted, item))).DefaultIfEmpty(0).Max()), ("kendallTau", pairs == 0 ? 1 : (pairs - (2 * inversions)) / pairs)];
        }

        public static (string, decimal)[] Resequencer(long[] s)
        {
            int size = 0;
            long next = 1;
            HashSet<long> held = [];
            foreach (long item in s)
            {
                held.Add(item);
                while (held.Remove(next)) next++;
                size = Math.Max(size, held.Count);
            }

            return [("bufferItems", size)];
        }

        public static (string, decimal)[] Density(long[] s)
        {
            long[] receiveIndexes = [.. s.Order()];
            long[] displacements = [.. s.Select((item, i) => receiveIndexes[i] - item)];
            long[] occupancies = [.. s.Select((_, i) => (long)s.Take(i + 1).Count(come => Enumerable.Range(1, (int)come).Any(e => !s.Take(i + 1).Contains(e))))];
            return s.Length == 0 ? [] : [
                .. displacements.Distinct().Select(d => ($"rd[{d}]", (decimal)displacements.Count(other => other == d) / s.Length)),
                .. occupancies.Distinct().Select(b => ($"rbd[{b}]", (decimal)occupancies.Count(other => other == b) / s.Length))];
        }

        public static (int[] Counts, bool GaveUp) BufferSteps(List<int> items, int threshold)
        {
            int[] counts = new int[threshold + 1];
            List<int> buffer = [];
            int expected = 1;
            bool gaveUp = false;
            foreach (int item in items)
            {
                if (buffer.Contains(item) || item < expected) continue;
                if (item > expected && buffer.Count == threshold)
                {
                    gaveUp = true;
                    do expected++;
                    while (!buffer.Contains(expected) && expected != item);
                    while (buffer.Remove(expected) || expected == item) expected++;
                }
                else if (item > expected)
                {
                    buffer.Add(item);
                }
                else
                {
                    expected++;
                    while (buffer.Remove(expected)) expected++;
                }

                // The item that made the buffer give up stays in it if it was not the next one.
                if (item > expected && !buffer.Contains(item)) buffer.Add(item);
                counts[buffer.Count]++;
            }

            return (counts, gaveUp);
        }

        public static (string, decimal)[] Watermark(long[] times, long lateness) =>
            [("late", times.Where((t, i) => i > 0 && t <= times.Take(i).Max() - lateness - 1).Count())];

        public static (string, decimal)[] Delivery(List<int> items, int count) =>
            [("lost", Enumerable.Range(1, count).Except(items).Count()), ("duplicated", items.Count - items.Distinct().Count()), ("unexpected", 0)];

        public static (long Producers, long Keys) Fifo(StreamItem[] items)
        {
            StreamItem[] unique = [.. items.DistinctBy(i => (i.Producer, i.Sequence))];
            bool Overtaken(int i, Func<StreamItem, bool> among) => unique.Take(i).Any(other => among(other) && other.Sequence > unique[i].Sequence);
            return (
                Enumerable.Range(0, unique.Length).Count(i => Overtaken(i, o => o.Producer == unique[i].Producer)),
                Enumerable.Range(0, unique.Length).Count(i => Overtaken(i, o => (o.Producer, o.Key) == (unique[i].Producer, unique[i].Key))));
        }

        public static (long TooEarly, long Ordered, long Inverted) Causal(StreamItem[] messages)
        {
            long tooEarly = 0, ordered = 0, inverted = 0;
            for (int i = 0; i < messages.Length; i++)
            {
                tooEarly += messages.Skip(i + 1).Any(later => Before(later, messages[i])) ? 1 : 0;
                ordered += messages.Count(other => Before(messages[i], other));
                inverted += messages.Skip(i + 1).Count(later => Before(later, messages[i]));
            }

            return (tooEarly, ordered, inverted);
        }

        private static bool Before(StreamItem a, StreamItem b) => !a.Equals(b) && a.Clock.Zip(b.Clock).All(pair => pair.First.Count <= pair.Second.Count);

        private static bool IsNReordered(long[] s, int i, int n) => n <= i && s[(i - n)..i].All(other => other > s[i]);
    }
}
