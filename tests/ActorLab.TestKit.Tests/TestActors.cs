using Akka.Actor;

namespace ActorLab.TestKit.Tests;

internal static class TestActors
{
    public sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    public sealed class Sleeper : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }

    /// <summary>Says its word to another actor as soon as it starts.</summary>
    public sealed class Speaker : UntypedActor
    {
        public Speaker(IActorRef listener, string word) => listener.Tell(word);

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
