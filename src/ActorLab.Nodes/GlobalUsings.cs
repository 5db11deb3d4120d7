global using ActorLab.Core.Primitives;
global using IActorRef = Akka.Actor.IActorRef;
