using System.Globalization;

namespace ActorLab.Simulation.Tests.Pairs;

/// <summary>The test runner loads this as a library; whoever wants more pairs of plan and seed than a test has time for starts it as a program.</summary>
internal static class Program
{
    private const string Usage = "usage: compare <count> [<first>]    runs so many pairs of plan and seed in two processes and compares their digests";

    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case [PairProcess.Argument, var culture, var first, var count]:
                PairProcess.Enter(culture);
                await Pair.PrintAsync(Number(first), Number(count), Console.Out);
                return 0;
            case ["compare", var count]:
                return await CompareAsync(0, Number(count));
            case ["compare", var count, var first]:
                return await CompareAsync(Number(first), Number(count));
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }

    private static async Task<int> CompareAsync(long first, long count)
    {
        PairComparison comparison = await PairComparison.RunAsync(first, count);
        await Console.Out.WriteLineAsync(comparison.ToString());
        return comparison.Same == count ? 0 : 1;
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
