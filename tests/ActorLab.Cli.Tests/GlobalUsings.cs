global using ActorLab.Core.Primitives;
global using ActorLab.TestSupport.Processes;
global using Xunit;
