using System.Collections.Immutable;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Tests.Engine;
using ActorLab.Nodes.Transports;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Tests.Transports;

/// <summary>What this program does when a test starts it as a child process.</summary>
internal static class ChildRole
{
    public const int OrphanExitCode = 3;

    public static ChildProgram Program(params ImmutableArray<string> role) => new("dotnet", [typeof(ChildRole).Assembly.Location, .. role]);

    public static int Play(string[] arguments)
    {
        if (arguments[0] == "root") return SuiteNode.Root(int.Parse(arguments[1]));
        if (arguments[0] == "node") return SuiteNode.Live(arguments[^2], arguments[^1]);
        using ParentPipe parent = ParentPipe.Open(arguments[^2], arguments[^1], OrphanExitCode);
        switch (arguments[0])
        {
            case "echo": return Echo(parent, arguments[1]);
            case "compute":
                Console.WriteLine("computing");
                while (true) Thread.SpinWait(1000);
            case "parent":
                using (ChildProcess child = ChildProcess.Start("grandchild", Program("compute"), line => Console.WriteLine($"{line.Child}: {line.Text}")))
                {
                    Thread.Sleep(Timeout.Infinite);
                    return 0;
                }

            case "exit":
                Console.Write("no end of line");
                Console.Error.Write(new string('x', ChildLine.MaxLength + 10) + "\r\n\nlast");
                return int.Parse(arguments[1]);
            default: return 99;
        }
    }

    /// <summary>Sends back what it gets, and ends when it is told to leave.</summary>
    private static int Echo(ParentPipe parent, string word)
    {
        Console.WriteLine($"hello from {word}");
        Console.Error.WriteLine($"error from {word}");
        var owner = new EchoOwner();
        using LinkDriver driver = LinkDriver.Answer(parent.Transport, owner, LinkOptions.Default);
        owner.Driver = driver;
        driver.Start();
        owner.Over.Wait();
        return 0;
    }

    private sealed class EchoOwner : ILinkOwner
    {
        public ManualResetEventSlim Over { get; } = new();

        public LinkDriver? Driver { get; set; }

        public void OnGreeted(Hello hello) => Driver!.Accept(hello.PlanDigest, Environment.ProcessId);

        public void OnOpened(Hello hello, Welcome welcome)
        {
        }

        public void OnOp(NodeOp op)
        {
            Driver!.Enqueue(op);
            Driver.Flush();
            if (op is LeaveOp) Over.Set();
        }

        public void OnBroken(LinkFailure failure) => Over.Set();
    }
}
