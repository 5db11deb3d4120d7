using ActorLab.Core.Primitives;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Core.Tests.Verify;

/// <summary>The verifier against the definitions, written down as they read, on small streams.</summary>
public sealed class BruteForceSpec
{
    private const int Rounds = 20_000;

    [Fact]
    public void All_figures_of_numbered_streams_agree_with_the_definitions() =>
        Compare(seed => (Enumerable.Range(1, (int)(seed % 13)).Select(i => $"line{i}").ToList(), true));

    [Fact]
    public void All_figures_of_streams_with_equal_lines_agree_with_the_definitions() =>
        Compare(seed => (EqualLines(new RandomStream(seed + 1_000_000)), false));

    [Fact]
    public void Private_counters_are_named_where_copies_that_lie_behind_are_taken_up_again_twice()
    {
        int split = 0;
        for (ulong seed = 1; seed <= Rounds; seed++)
        {
            var random = new RandomStream(seed);
            int[] items = random.Draw(0, 1) == 0 ? Interleaved(random) : [.. Enumerable.Range(0, random.Draw(1, 7)).Select(_ => random.Draw(1, 3))];
            int copies = SplitsInto(items, 0, []);
            // Not the item after the last one, not the last one again, and not further than any before.
            int takenUp = Enumerable.Range(1, items.Length - 1).Count(
                i => items[i] > 1 && items[i] != items[i - 1] && items[i] != items[i - 1] + 1 && items[i] <= items.Take(i).Max());
            if (takenUp < 2) copies = 0;
            string? cause = Streams.JudgeNumbered(10, items).Cause;
            Assert.True(
                copies >= 2 ? cause == $"several private counters ({copies})" : cause?.StartsWith("several", StringComparison.Ordinal) != true,
                $"seed {seed}: {string.Join(' ', items)} splits into {copies}, but the cause is {cause}");
            split += copies >= 2 ? 1 : 0;
        }

        Assert.InRange(split, Rounds / 20, Rounds);
    }

    private static void Compare(Func<ulong, (List<string> Input, bool Numbered)> inputOf)
    {
        var reached = new long[6];
        for (ulong seed = 1; seed <= Rounds; seed++)
        {
            (List<string> input, bool numbered) = inputOf(seed);
            var random = new RandomStream(seed);
            List<string> output = [.. Streams.Disturb(random, input.Count).Select(i => input[i - 1])];
            if (random.Draw(0, 4) == 0) output.Insert(random.Draw(0, output.Count), "foreign");
            InputIdentity identity = numbered ? InputIdentity.Numbered("line", input.Count) : InputIdentity.Of(Streams.Plain(input));

            StreamFigures expected = ByDefinition(input, output);
            Verdict verdict = Streams.Judge(identity, Streams.Plain(output));
            Assert.True(
                expected == verdict.Figures,
                $"seed {seed}: input {string.Join(' ', input)}, output {string.Join(' ', output)}: {verdict.Figures}, expected {expected}");
            bool same = input.SequenceEqual(output) && input.Count > 0;
            Assert.True(same == (verdict.Status == VerdictStatus.Holds), $"seed {seed}: {verdict.Status}");
            Note(reached, expected, same);
        }

        Assert.All(reached, cases => Assert.InRange(cases, Rounds / 20, Rounds));
    }

    private static void Note(long[] reached, StreamFigures figures, bool same)
    {
        bool[] cases =
            [figures.Reordered > 0, figures.MaxExtent > 1, figures.Lost > 0, figures.Duplicated > 0, figures.Unexpected > 0, same];
        for (int i = 0; i < cases.Length; i++) reached[i] += cases[i] ? 1 : 0;
    }

    private static StreamFigures ByDefinition(List<string> input, List<string> output)
    {
        int mismatches = output.Where((line, i) => i >= input.Count || input[i] != line).Count();
        int duplicated = 0, unexpected = 0;
        List<int> unique = [];
        for (int i = 0; i < output.Count; i++)
        {
            int occurrence = output.Take(i).Count(line => line == output[i]);
            int[] places = [.. Enumerable.Range(0, input.Count).Where(p => input[p] == output[i])];
            if (places.Length == 0) unexpected++;
            else if (occurrence >= places.Length) duplicated++;
            else unique.Add(places[occurrence]);
        }

        int reordered = 0, maxExtent = 0;
        for (int i = 0; i < unique.Count; i++)
        {
            int earliestGreater = unique.FindIndex(0, i, other => other > unique[i]);
            if (earliestGreater < 0) continue;
            reordered++;
            maxExtent = Math.Max(maxExtent, i - earliestGreater);
        }

        return new StreamFigures(output.Count, mismatches, reordered, maxExtent, input.Count - unique.Count, duplicated, unexpected, 0);
    }

    private static List<string> EqualLines(RandomStream random)
    {
        string[] lines = ["", "a", "b", "line1", "a\rb"];
        return [.. Enumerable.Range(0, random.Draw(0, 9)).Select(_ => lines[random.Draw(0, lines.Length - 1)])];
    }

    private static int[] Interleaved(RandomStream random)
    {
        int[] heads = new int[random.Draw(1, 3)];
        return [.. Enumerable.Range(0, random.Draw(6, 12)).Select(_ => ++heads[random.Draw(0, heads.Length - 1)])];
    }

    /// <summary>Tries every copy for every item.</summary>
    /// <returns>How many copies there are, 0 if there is no way.</returns>
    private static int SplitsInto(int[] items, int at, List<int> heads)
    {
        if (at == items.Length) return heads.Count;
        for (int copy = 0; copy <= heads.Count; copy++)
        {
            if (items[at] != (copy == heads.Count ? 0 : heads[copy]) + 1) continue;
            List<int> next = [.. heads];
            if (copy == heads.Count) next.Add(1);
            else next[copy]++;
            int copies = SplitsInto(items, at + 1, next);
            if (copies > 0) return copies;
        }

        return 0;
    }
}
