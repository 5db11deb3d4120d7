namespace ActorLab.Core.Actors;

/// <summary>A message so large that bringing it to another process costs more than any message does. A simulated machine charges it by its size.</summary>
public interface ISizedMessage : IMessage
{
    /// <summary>What it carries, about; at least 0.</summary>
    long SizeBytes { get; }
}
