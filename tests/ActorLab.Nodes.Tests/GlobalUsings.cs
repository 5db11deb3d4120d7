global using ActorLab.Core.Primitives;
global using Xunit;
global using IActorRef = Akka.Actor.IActorRef;
