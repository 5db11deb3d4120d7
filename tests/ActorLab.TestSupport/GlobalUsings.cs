global using ActorLab.Core.Primitives;
