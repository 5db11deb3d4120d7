using System.Globalization;

namespace ActorLab.Simulation.Tests.Pairs;

/// <summary>What two processes made of the same pairs of plan and seed.</summary>
/// <param name="Same">Pairs whose digests are equal, up to the first whose are not.</param>
/// <param name="Different">What both say about the first pair that differs; null when there is none.</param>
/// <param name="Kinds">Kinds of plans that there were.</param>
/// <param name="Digests">How many different digests there were.</param>
internal sealed record PairComparison(long Same, (string? Plain, string? Odd)? Different, int Kinds, int Digests)
{
    /// <exception cref="InvalidOperationException">A process ended badly.</exception>
    public static async Task<PairComparison> RunAsync(long first, long count)
    {
        using PairProcess plain = PairProcess.Begin(PairProcess.PlainCulture, first, count), odd = PairProcess.Begin(PairProcess.OddCulture, first, count);
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        var digests = new HashSet<string>(StringComparer.Ordinal);
        for (long same = 0; ; same++)
        {
            string? a = await plain.NextAsync(), b = await odd.NextAsync();
            if (a != b) return new PairComparison(same, (a, b), kinds.Count, digests.Count);
            if (a?.Split(' ') is not [_, var kind, .. var its]) return new PairComparison(same, null, kinds.Count, digests.Count);
            kinds.Add(kind);
            digests.UnionWith(its);
        }
    }

    public override string ToString() => Different is var (plain, odd)
        ? $"after {Same} pairs that are the same, the processes differ:\n  plain: {plain ?? "nothing"}\n  odd: {odd ?? "nothing"}"
        : string.Create(CultureInfo.InvariantCulture, $"{Same:N0} pairs of plan and seed, {Kinds} kinds of plans, {Digests:N0} different digests: no difference between the processes");
}
