using Akka.Actor;

namespace FlakyTimer;

/// <summary>Reminds a customer of a bill three times, at regular intervals, and then gives up.</summary>
/// <param name="interval">Between two reminders.</param>
/// <param name="customer">Gets the reminders.</param>
/// <param name="write">Writes the text of a reminder; it may take its time.</param>
public sealed class Reminder(TimeSpan interval, IActorRef customer, Func<int, string> write) : UntypedActor, IWithTimers
{
    public sealed record Reminded(int Number, string Text);
    public sealed record GaveUp;

    private const int Most = 3;
    private int _sent;

    private sealed record Due;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartSingleTimer("due", new Due(), interval);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Due when _sent == Most: customer.Tell(new GaveUp()); break;
            case Due:
                _sent++;
                customer.Tell(new Reminded(_sent, write(_sent)));
                Timers.StartSingleTimer("due", new Due(), interval);
                break;
            default: Unhandled(message); break;
        }
    }
}
