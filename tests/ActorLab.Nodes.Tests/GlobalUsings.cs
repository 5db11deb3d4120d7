global using ActorLab.Core.Primitives;
global using ActorLab.TestSupport.Scripted;
global using Xunit;
global using IActorRef = Akka.Actor.IActorRef;
