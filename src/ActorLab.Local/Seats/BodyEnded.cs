using ActorLab.Local.Hosting;

namespace ActorLab.Local.Seats;

/// <summary>Ahead of all messages: an asynchronous body has ended, which a life of the actor asked for.</summary>
internal sealed record BodyEnded(IMessage Result, int Life) : IHostSignal;
