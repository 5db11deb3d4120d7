namespace ActorLab.VirtualTime.Tests;

/// <summary>What the specs measure in a process of its own: the digest of all scenarios in one world, or the growth of the heap
/// from the 20th to the 100th system of one world.</summary>
internal static class Program
{
    public const string Growth = "growth";

    private static int Main(string[] args)
    {
        string what = args.Single();
        Console.WriteLine(what == Growth ? $"{HeapSpec.GrowthOfEightySystems()}" : Digests.OfAllScenarios(int.Parse(what)));
        return 0;
    }
}
