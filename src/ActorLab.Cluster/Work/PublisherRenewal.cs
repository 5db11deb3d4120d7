using RabbitMQ.Client;

namespace ActorLab.Cluster.Work;

/// <summary>What a publisher does where its queue, and what it has put in there, may be lost with a channel.</summary>
/// <param name="Prepare">Done with each channel before anything is published there: makes another queue if the broker may have lost the one there was, and says whether it had to.</param>
/// <param name="Queue">The one that there is; wherever a message was meant to go, it goes there.</param>
/// <param name="OnForgotten">Told when another one was made: nothing that was offered before is published any more. Whoever offers must offer again what is still to be done.</param>
/// <param name="Patience">How long the queue may be missing, without the time in which there is no broker.</param>
internal sealed record PublisherRenewal(Func<IChannel, CancellationToken, Task<bool>> Prepare, Func<string> Queue, Action OnForgotten, TimeSpan Patience);
