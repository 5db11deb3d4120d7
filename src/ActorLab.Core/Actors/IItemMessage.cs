namespace ActorLab.Core.Actors;

/// <summary>A message that is about one item of a stream. A trace notes which, so that the way of an item can be followed.</summary>
public interface IItemMessage : IMessage
{
    /// <summary>The place of the item in its source, from 1; 0 if this message is about none. What was made of an item has its number too.</summary>
    long Item { get; }
}
