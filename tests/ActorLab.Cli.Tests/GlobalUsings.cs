global using ActorLab.Core.Primitives;
global using ActorLab.TestKit.Processes;
global using Xunit;
