namespace ActorLab.Local.Tracing;

/// <summary>A message in the mailbox of an actor of a traced run, with its number among those of its sender. No actor ever sees it.</summary>
internal sealed record TracedMessage(IMessage Content, long Number) : IMessage
{
    /// <param name="message">As it is put into a mailbox.</param>
    /// <param name="number">0 where no run is traced.</param>
    public static IMessage Of(IMessage message, long number) => number == 0 ? message : new TracedMessage(message, number);
}

/// <summary>What a trace knows of a send when it is asked for. The default is an untraced one.</summary>
/// <param name="Number">Of the message among those of its sender, from 1.</param>
/// <param name="Turn">Of the sender, in which it asked for it.</param>
internal readonly record struct SendMark(long Number, long Turn);
