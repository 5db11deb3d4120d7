using ActorLab.Core.Machine;

namespace ActorLab.TestSupport;

/// <summary>A body that completes at once with what a function makes of the item, and takes no step.</summary>
public sealed class DelegateBody(Func<IMessage, IMessage> function) : IBody
{
    /// <summary>Gives the item back.</summary>
    public static readonly DelegateBody Identity = new(item => item);

    public ValueTask<IMessage> RunAsync(IMachine machine, IMessage item) => new(function(item));
}
