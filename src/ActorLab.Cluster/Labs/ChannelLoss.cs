using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace ActorLab.Cluster.Labs;

/// <summary>What the loss of a channel looks like, and when another one would be of no use.</summary>
internal static class ChannelLoss
{
    /// <summary>True for what a lost channel or connection throws; what somebody has interrupted is no loss.</summary>
    public static bool Is(Exception failure, CancellationToken interrupt) => !interrupt.IsCancellationRequested && LabSession.IsFailure(failure);

    /// <summary>Why the broker would refuse the next channel the same: it does not have what is asked for, has it otherwise, or does not allow it. Null for anything else.</summary>
    public static ChannelRefusal? Refusal(ShutdownEventArgs? reason) =>
        reason is { ReplyCode: Constants.AccessRefused or Constants.NotFound or Constants.PreconditionFailed } refused ? new ChannelRefusal(refused.ReplyText, refused.ReplyCode == Constants.NotFound) : null;

    /// <inheritdoc cref="Refusal(ShutdownEventArgs?)"/>
    public static ChannelRefusal? Refusal(Exception failure) => failure is OperationInterruptedException interrupted ? Refusal(interrupted.ShutdownReason) : null;
}
