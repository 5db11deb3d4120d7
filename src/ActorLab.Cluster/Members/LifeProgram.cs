using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Transports;
using ActorLab.Cluster.Work;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Transports;
using ActorLab.Wire;

namespace ActorLab.Cluster.Members;

/// <summary>The whole life of a process that a member has started to be one life of a node.</summary>
public static class LifeProgram
{
    private const int ExitLost = 3;

    /// <summary>Runs until the root lets this node leave, or the root or the member is gone.</summary>
    /// <param name="incoming">The last argument but one of this process, from <see cref="ChildProcess"/>.</param>
    /// <param name="outgoing">The last one.</param>
    /// <param name="messages">Fills the table of the messages that may travel; the same as at the root.</param>
    /// <param name="build">Builds the plan of an origin, given the external programs that may be started here.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="ArgumentException">Somebody else has started this process.</exception>
    public static async Task<int> RunAsync(string incoming, string outgoing, Action<WireTable> messages, Func<PlanOrigin, IReadOnlyCollection<string>, ScenarioPlan> build)
    {
        using ParentPipe parent = ParentPipe.Open(incoming, outgoing, ExitLost);
        using var pipe = new LinePipe(parent.Transport);
        LifeOrder order = Order.Of<LifeOrder>(await pipe.ReadAsync().ConfigureAwait(false));
        // The member deletes the folder, even if this process is killed.
        Environment.SetEnvironmentVariable("TMPDIR", order.Folder);
        try
        {
            LabConnection connection = await LabConnection.OpenAsync(order.Where.ToAddress(), $"actorlab life {order.Life}", CancellationToken.None).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                using RabbitTransport transport = await RabbitTransport.OpenAsync(connection, order.NodeInbox, order.RootInbox, connection.Address.Patience.ForRoot).ConfigureAwait(false);
                _ = BreakWithMemberAsync(pipe, transport);
                pipe.Send(Order.Ready);
                int exitCode = await RunAsync(transport, connection, messages, origin => build(origin, order.Programs)).ConfigureAwait(false);
                // A body that hangs would keep this process: the member ends it.
                pipe.Send(Order.Over);
                return exitCode;
            }
        }
        catch (IOException refused)
        {
            pipe.Send(Order.Refused + refused.Message);
            return ExitLost;
        }
    }

    private static async Task<int> RunAsync(RabbitTransport transport, LabConnection connection, Action<WireTable> messages, Func<PlanOrigin, ScenarioPlan> build)
    {
        LabWorkQueue queue = LabWorkQueue.ForNode(connection, messages, Console.Error.WriteLine);
        await using (queue.ConfigureAwait(false))
        {
            return await NodeProgram.RunAsync(transport, messages, build, Console.Error.WriteLine, queue).ConfigureAwait(false);
        }
    }

    /// <summary>Whoever could end this life is gone, and so it ends.</summary>
    private static async Task BreakWithMemberAsync(LinePipe pipe, RabbitTransport transport)
    {
        await pipe.Closed.ConfigureAwait(false);
        transport.Break("has lost its member");
    }
}
