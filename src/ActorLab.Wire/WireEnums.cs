using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using Proto = ActorLab.Wire.V1;

namespace ActorLab.Wire;

/// <summary>Enumerations between the code and the schema. Named one by one: the order of the code's values is free to change, the schema's numbers are not.</summary>
internal static class WireEnums
{
    public static Proto.Directive ToProto(SupervisionDirective directive) => directive switch
    {
        SupervisionDirective.Resume => Proto.Directive.Resume,
        SupervisionDirective.Restart => Proto.Directive.Restart,
        SupervisionDirective.Stop => Proto.Directive.Stop,
        SupervisionDirective.Escalate => Proto.Directive.Escalate,
        _ => throw new ArgumentOutOfRangeException(nameof(directive), directive, "no number in the schema"),
    };

    public static SupervisionDirective FromProto(Proto.Directive directive) => directive switch
    {
        Proto.Directive.Resume => SupervisionDirective.Resume,
        Proto.Directive.Restart => SupervisionDirective.Restart,
        Proto.Directive.Stop => SupervisionDirective.Stop,
        Proto.Directive.Escalate => SupervisionDirective.Escalate,
        _ => throw new WireFormatException($"{(int)directive} is no directive"),
    };

    public static Proto.DeadLetterReason ToProto(DeadLetterReason reason) => reason switch
    {
        DeadLetterReason.ReceiverStopped => Proto.DeadLetterReason.ReceiverStopped,
        DeadLetterReason.Unhandled => Proto.DeadLetterReason.Unhandled,
        DeadLetterReason.ReceiverFailed => Proto.DeadLetterReason.ReceiverFailed,
        DeadLetterReason.NodeLost => Proto.DeadLetterReason.NodeLost,
        DeadLetterReason.NoWireForm => Proto.DeadLetterReason.NoWireForm,
        DeadLetterReason.RunEnded => Proto.DeadLetterReason.RunEnded,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "no number in the schema"),
    };

    public static DeadLetterReason FromProto(Proto.DeadLetterReason reason) => reason switch
    {
        Proto.DeadLetterReason.ReceiverStopped => DeadLetterReason.ReceiverStopped,
        Proto.DeadLetterReason.Unhandled => DeadLetterReason.Unhandled,
        Proto.DeadLetterReason.ReceiverFailed => DeadLetterReason.ReceiverFailed,
        Proto.DeadLetterReason.NodeLost => DeadLetterReason.NodeLost,
        Proto.DeadLetterReason.NoWireForm => DeadLetterReason.NoWireForm,
        Proto.DeadLetterReason.RunEnded => DeadLetterReason.RunEnded,
        _ => throw new WireFormatException($"{(int)reason} is no reason for a dead letter"),
    };

    public static Proto.StepKind ToProto(StepKind kind) => kind switch
    {
        StepKind.Identify => Proto.StepKind.Identify,
        StepKind.Compute => Proto.StepKind.Compute,
        StepKind.ReadCell => Proto.StepKind.ReadCell,
        StepKind.WriteCell => Proto.StepKind.WriteCell,
        StepKind.Open => Proto.StepKind.Open,
        StepKind.ReadAll => Proto.StepKind.ReadAll,
        StepKind.ReadNext => Proto.StepKind.ReadNext,
        StepKind.Append => Proto.StepKind.Append,
        StepKind.Flush => Proto.StepKind.Flush,
        StepKind.Close => Proto.StepKind.Close,
        StepKind.Acquire => Proto.StepKind.Acquire,
        StepKind.Release => Proto.StepKind.Release,
        StepKind.Sleep => Proto.StepKind.Sleep,
        StepKind.Request => Proto.StepKind.Request,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no number in the schema"),
    };

    public static StepKind FromProto(Proto.StepKind kind)
    {
        foreach (StepKind known in Enum.GetValues<StepKind>())
        {
            if (ToProto(known) == kind) return known;
        }

        throw new WireFormatException($"{(int)kind} is no kind of step");
    }
}
