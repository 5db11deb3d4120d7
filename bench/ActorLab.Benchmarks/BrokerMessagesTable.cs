using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Transports;

namespace ActorLab.Benchmarks;

/// <summary>Messages over a link between two inboxes of a lab, and in turn the same bytes through the client of its broker alone. Both ends are in this process, each with a connection of its own.</summary>
internal static class BrokerMessagesTable
{
    /// <param name="lab">On a broker that is there.</param>
    /// <param name="messages">One way in each round.</param>
    /// <param name="roundTrips">In each round.</param>
    /// <param name="rounds">Counted ones; one more comes first.</param>
    /// <exception cref="IOException">The lab cannot be joined.</exception>
    public static async Task<IReadOnlyList<NodeMessagesTable.Row>> RunAsync(LabAddress lab, int messages, int roundTrips, int rounds)
    {
        await using LabConnection near = await LabConnection.OpenAsync(lab, "benchmark near", CancellationToken.None);
        await using LabConnection far = await LabConnection.OpenAsync(lab, "benchmark far", CancellationToken.None);
        string run = $"benchmark.{Environment.ProcessId}";
        RabbitTransport farEnd = await RabbitTransport.OpenAsync(far, $"{run}.far", $"{run}.near");
        using var recorder = new PieceRecorder(await RabbitTransport.OpenAsync(near, $"{run}.near", $"{run}.far"));
        var serving = new Thread(() => LinkWorkload.ServeFarEnd(farEnd)) { IsBackground = true, Name = "far end" };
        serving.Start();
        IReadOnlyList<NodeMessagesTable.Row> rows;
        using (var link = new LinkWorkload(recorder, NodeMessagesTable.MessageBytes))
        using (RawBroker raw = await RawBroker.OpenAsync(near, far, run))
        {
            rows = NodeMessagesTable.Measure(link, recorder, raw, messages, roundTrips, rounds);
        }

        serving.Join();
        return rows;
    }
}
