using ActorLab.Core.Model;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Transports;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Engine;

/// <summary>The whole life of a process that is a node: waits for the hello, builds the plan, joins, and ends with the run.</summary>
public static class NodeProgram
{
    private const int ExitLeft = 0;
    private const int ExitLost = 3;

    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(1);

    /// <summary>For people, in the hello.</summary>
    public static string SoftwareVersion { get; } = typeof(NodeProgram).Assembly.GetName().Version?.ToString() ?? "unknown";

    /// <summary>Runs until the parent lets this node leave or is gone.</summary>
    /// <param name="incoming">The last argument but one of this process, from <see cref="ChildProcess"/>.</param>
    /// <param name="outgoing">The last one.</param>
    /// <param name="messages">Fills the table of the messages that may travel; the same as at the root.</param>
    /// <param name="build">Builds the plan of an origin.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="ArgumentException">Somebody else has started this process.</exception>
    public static async Task<int> RunAsync(string incoming, string outgoing, Action<WireTable> messages, Func<PlanOrigin, ScenarioPlan> build)
    {
        using ParentPipe pipe = ParentPipe.Open(incoming, outgoing, ExitLost);
        return await RunAsync(pipe.Transport, references => PackerOf(messages, references), build).ConfigureAwait(false);
    }

    /// <summary>Runs until the root lets this node leave or is gone.</summary>
    /// <param name="transport">To the root; not started yet, owned.</param>
    /// <param name="messages">Fills the table of the messages that may travel; the same as at the root.</param>
    /// <param name="build">Builds the plan of an origin.</param>
    /// <param name="report">Gets one line if what comes breaks the protocol: the root only sees that this node has gone.</param>
    /// <param name="queue">The work queue of the run, as this node gets at it; null for none.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(ITransport transport, Action<WireTable> messages, Func<PlanOrigin, ScenarioPlan> build, Action<string>? report = null, IWorkQueue? queue = null) =>
        RunAsync(transport, references => PackerOf(messages, references), build, report, queue);

    internal static async Task<int> RunAsync(ITransport transport, Func<IWireReferences, IMessagePacker> packer, Func<PlanOrigin, ScenarioPlan> build, Action<string>? report = null, IWorkQueue? queue = null)
    {
        var door = new Door(packer, build, report, queue);
        using LinkDriver driver = LinkDriver.Answer(transport, door, LinkOptions.Default);
        door.Open(driver);
        string? cutOff = await door.Over.ConfigureAwait(false);
        if (cutOff is not null) return ExitLost;
        // What was said last must arrive before the pipe closes.
        long until = Environment.TickCount64 + (long)FlushPatience.TotalMilliseconds;
        while (driver.PendingOps > 0 && Environment.TickCount64 < until) await Task.Delay(1).ConfigureAwait(false);
        return ExitLeft;
    }

    internal static IMessagePacker PackerOf(Action<WireTable> messages, IWireReferences references)
    {
        var table = new WireTable();
        CoreMessages.AddTo(table);
        messages(table);
        return new WirePacker(new WireContext(table, references));
    }

    /// <summary>Lets in who greets with a plan that can be built here, and hands everything after that to the member.</summary>
    private sealed class Door(Func<IWireReferences, IMessagePacker> packer, Func<PlanOrigin, ScenarioPlan> build, Action<string>? report, IWorkQueue? queue) : ILinkOwner
    {
        private readonly TaskCompletionSource<string?> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private LinkDriver? _driver;
        private NodeMember? _member;

        public Task<string?> Over => _over.Task;

        public void Open(LinkDriver driver)
        {
            _driver = driver;
            driver.Start();
        }

        public void OnGreeted(Hello hello)
        {
            ScenarioPlan plan;
            try
            {
                plan = build(hello.Origin).WithAkka(hello.Origin.Akka);
            }
            catch (Exception failure)
            {
                Refuse($"the plan cannot be built: {failure.Message}");
                return;
            }

            ulong digest = plan.Origin?.Digest ?? hello.Origin.Digest;
            if (digest != hello.PlanDigest)
            {
                Refuse($"it has built another plan, digest {digest:x16} instead of {hello.PlanDigest:x16}");
                return;
            }

            _member = NodeMember.Join(_driver!, hello, plan, packer, queue);
            _ = PassOnEndAsync(_member);
            _driver!.Accept(digest, Environment.ProcessId);
        }

        public void OnOpened(Hello hello, Welcome welcome) => _member?.OnOpened(hello, welcome);

        public void OnOp(NodeOp op) => _member?.OnOp(op);

        public void OnBroken(LinkFailure failure)
        {
            if (failure.Kind == LinkFailureKind.Violation) report?.Invoke($"the root {failure.Reason}");
            _member?.OnBroken(failure);
            _over.TrySetResult(failure.Reason);
        }

        private void Refuse(string reason)
        {
            _driver!.Refuse(reason);
            _over.TrySetResult(reason);
        }

        private async Task PassOnEndAsync(NodeMember member) => _over.TrySetResult(await member.Over.ConfigureAwait(false));
    }
}
