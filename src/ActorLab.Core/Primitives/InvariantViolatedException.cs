namespace ActorLab.Core.Primitives;

/// <summary>ActorLab itself is wrong. Ends the run with exit code 1.</summary>
public sealed class InvariantViolatedException(string message) : Exception(message);
