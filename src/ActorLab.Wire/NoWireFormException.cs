namespace ActorLab.Wire;

/// <summary>A message cannot leave its process: it, or one inside it, has no codec, or it is too large.</summary>
public sealed class NoWireFormException(string reason) : Exception(reason);
