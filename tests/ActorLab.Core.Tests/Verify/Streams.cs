using System.Text;
using ActorLab.Core.Primitives;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Core.Tests.Verify;

/// <summary>Outputs as tests write them down.</summary>
internal static class Streams
{
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Plain(IEnumerable<string> lines) => Bytes(string.Concat(lines.Select(l => l + "\n")));

    public static byte[] Numbered(params int[] items) => Plain(items.Select(i => $"line{i}"));

    public static string Record(string line, string? thread = "worker-1, managed thread 4", int pid = 98, int threads = 40, int cpu = 2) =>
        (thread is null ? "" : $"current thread:<{thread}>\n") + $"current pid:{pid}\ntotal threads:{threads}\nCPU number:{cpu}\n{line}\n\n";

    /// <summary>The verdict on a complete output, all of whose input was acknowledged.</summary>
    public static Verdict Judge(InputIdentity input, byte[] output, int? workers = null, int maxGaps = MissingIntervals.DefaultMaxGaps)
    {
        var verifier = new OutputVerifier(input, workers, maxGaps: maxGaps);
        verifier.Feed(output);
        return verifier.Complete(input.Count, null);
    }

    public static Verdict JudgeNumbered(int count, params int[] output) => Judge(InputIdentity.Numbered("line", count), Numbered(output));

    public static CheckResult Check(this Verdict verdict, string name) => Assert.Single(verdict.Checks, c => c.Name == name);

    public static int Draw(this RandomStream random, int minimum, int maximum) => (int)random.NextInt64(minimum, maximum);

    /// <summary>1 to n with items lost, repeated and moved.</summary>
    public static List<int> Disturb(RandomStream random, int count)
    {
        var items = Enumerable.Range(1, count).ToList();
        for (int faults = random.Draw(0, 5); faults > 0 && items.Count > 0; faults--)
        {
            int at = random.Draw(0, items.Count - 1);
            int item = items[at];
            int kind = random.Draw(0, 2);
            if (kind != 1) items.RemoveAt(at);
            if (kind != 0) items.Insert(random.Draw(0, items.Count), item);
        }

        return items;
    }
}
