using ActorLab.Core.Actors;

namespace ActorLab.TestSupport;

/// <summary>The address of an actor that exists only in a test.</summary>
public sealed class TestActorRef(long id, string path) : ActorRef(new ActorId(id), path);
