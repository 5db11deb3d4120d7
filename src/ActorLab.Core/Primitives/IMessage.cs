namespace ActorLab.Core.Primitives;

/// <summary>What actors send and bodies take and give: an immutable record. No type name of it ever travels.</summary>
public interface IMessage;
