namespace ActorLab.VirtualTime.Tests;

/// <summary>Prints the digest of all scenarios in one world, for the processes that are compared.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        Console.WriteLine(Digests.OfAllScenarios(int.Parse(args.Single())));
        return 0;
    }
}
