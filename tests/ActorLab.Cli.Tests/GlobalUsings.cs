global using ActorLab.Core.Primitives;
global using ActorLab.TestSupport.Processes;
global using Xunit;
global using IActorRef = Akka.Actor.IActorRef;
