global using ActorLab.Core.Actors;
global using ActorLab.Core.Engine;
global using ActorLab.Core.Machine;
global using ActorLab.Core.Plan;
global using ActorLab.Core.Primitives;
global using ActorLab.Core.Trace;
global using ActorLab.TestSupport.Scripted;
global using Xunit;
global using IActorRef = Akka.Actor.IActorRef;
