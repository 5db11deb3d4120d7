using Akka.Event;

namespace ActorLab.Local.Cells;

/// <summary>A message of the engine in the order of the messages. It is wrapped so that nothing an actor sends, not even a
/// forwarded <c>Terminated</c>, can be taken for one.</summary>
internal sealed record EngineMessage(IMessage Content) : IMessage, IDeadLetterSuppression;
