using ActorLab.Core.Primitives;

namespace ActorLab.Core.Tests.Model;

/// <summary>A payload that says which one it is.</summary>
internal sealed record Text(string Value) : IMessage;
