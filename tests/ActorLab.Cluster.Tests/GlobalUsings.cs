global using ActorLab.Core.Primitives;
global using Xunit;
