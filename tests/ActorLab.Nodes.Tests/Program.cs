namespace ActorLab.Nodes.Tests;

/// <summary>The test runner loads this as a library; the tests of child processes start it as a program.</summary>
internal static class Program
{
    public static int Main(string[] arguments) => Transports.ChildRole.Play(arguments);
}
