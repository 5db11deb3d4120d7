namespace ActorLab.Conformance.Scripts;

/// <summary>An actor written in place, where its test stands.</summary>
public sealed class Script(Action<IActorContext, IMessage> receive) : IActor
{
    public void Receive(IActorContext context, IMessage message) => receive(context, message);

    /// <summary>An actor whose instances share whatever <paramref name="receive"/> captures.</summary>
    public static ActorProps Props(Action<IActorContext, IMessage> receive, DispatcherPolicy? on = null) =>
        Fresh(() => receive, on);

    /// <summary>An actor with state of its own: <paramref name="create"/> runs for every instance.</summary>
    public static ActorProps Fresh(Func<Action<IActorContext, IMessage>> create, DispatcherPolicy? on = null) =>
        ScriptedProps.Of(() => new Script(create())) with { Dispatcher = on ?? DispatcherPolicy.Shared };

    /// <summary>A root that begins at <see cref="Started"/> and stops itself when <paramref name="isLast"/> says that all is seen. It hears of nothing else but what is sent to it.</summary>
    public static ActorProps Root(Action<IActorContext> begin, Func<IActorContext, IMessage, bool> isLast, DispatcherPolicy? on = null) =>
        Props(
            (context, message) =>
            {
                switch (message)
                {
                    case Started: begin(context); break;
                    case Stopping: break;
                    default:
                        if (isLast(context, message)) context.Stop(context.Self);
                        break;
                }
            },
            on);

    /// <summary>An actor that executes one body at its start, tells its parent the outcome and then waits.</summary>
    public static ActorProps Worker(IActorRef report, IBody body, DispatcherPolicy on, Occupancy occupancy = Occupancy.Synchronous) =>
        Props(
            (context, message) =>
            {
                switch (message)
                {
                    case Started: context.Execute(body, Go.Instance, occupancy); break;
                    case BodyCompleted or BodyFailed: context.Send(report, message); break;
                    default: break;
                }
            },
            on);
}
