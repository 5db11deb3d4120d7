global using System.Collections.Immutable;
global using ActorLab.Conformance.Tests.Faults;
global using ActorLab.Core.Actors;
global using ActorLab.Core.Engine;
global using ActorLab.Core.Machine;
global using ActorLab.Core.Plan;
global using ActorLab.Core.Primitives;
global using Xunit;
