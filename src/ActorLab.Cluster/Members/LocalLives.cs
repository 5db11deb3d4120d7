using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Transports;
using ActorLab.Cluster.Work;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Engine;
using ActorLab.Wire;

namespace ActorLab.Cluster.Members;

/// <summary>Lives in the process of their member, over its connection. Begun at once, but a body that hangs cannot be ended.</summary>
/// <param name="connection">Of the member.</param>
/// <param name="messages">Fills the table of the messages that may travel.</param>
/// <param name="build">Builds the plan of an origin.</param>
/// <param name="report">Gets one line for a life to which somebody sent what breaks the protocol.</param>
internal sealed class LocalLives(LabConnection connection, Action<WireTable> messages, Func<PlanOrigin, ScenarioPlan> build, Action<string> report) : ILifeHost
{
    public async Task<ILife> BeginAsync(string life, string rootInbox, string nodeInbox)
    {
        RabbitTransport transport = await RabbitTransport.OpenAsync(connection, nodeInbox, rootInbox, connection.Address.Patience.ForRoot).ConfigureAwait(false);
        return new Life(transport, RunAsync(life, transport));
    }

    private async Task<int> RunAsync(string life, RabbitTransport transport)
    {
        void Say(string line) => report($"{life}: {line}");
        LabWorkQueue queue = LabWorkQueue.ForNode(connection, messages, Say);
        await using (queue.ConfigureAwait(false))
        {
            return await NodeProgram.RunAsync(transport, messages, build, Say, queue).ConfigureAwait(false);
        }
    }

    private sealed class Life(RabbitTransport transport, Task<int> run) : ILife
    {
        public string Place => "";

        public Task<string> Over { get; } = DescribeAsync(run);

        public void Kill() => transport.Break("has ended this life");

        public void Dispose() => transport.Dispose();

        private static async Task<string> DescribeAsync(Task<int> run)
        {
            await run.ConfigureAwait(false);
            return "ended by itself";
        }
    }
}
