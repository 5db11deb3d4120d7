using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Transports;
using ActorLab.Pipelines.Nodes;

namespace ActorLab.Pipelines.Tests;

/// <summary>The test runner loads this as a library; the tests of workers in processes start it as a node.</summary>
internal static class Program
{
    public static ChildProgram Node => new("dotnet", [typeof(Program).Assembly.Location]);

    public static int Main(string[] arguments) =>
        NodeProgram.RunAsync(arguments[^2], arguments[^1], static table => PipelineNodes.AddMessages(table), static origin => PipelineNodes.Build(origin)).GetAwaiter().GetResult();
}
