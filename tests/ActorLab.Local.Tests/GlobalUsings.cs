global using ActorLab.Core.Actors;
global using ActorLab.Core.Engine;
global using ActorLab.Core.Machine;
global using ActorLab.Core.Plan;
global using ActorLab.Core.Primitives;
global using ActorLab.TestSupport.Scripted;
global using Xunit;
global using IActorRef = Akka.Actor.IActorRef;

// Real threads on real cores: one test at a time, or they would starve each other and count each other's threads.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
