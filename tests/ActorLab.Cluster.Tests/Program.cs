namespace ActorLab.Cluster.Tests;

/// <summary>The test runner loads this as a library; tests with real processes start it as a program.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments) => Members.LabRole.PlayAsync(arguments);
}
