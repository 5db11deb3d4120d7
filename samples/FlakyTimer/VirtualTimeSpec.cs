using ActorLab.TestKit;
using Akka.Actor;
using Xunit;

namespace FlakyTimer;

/// <summary>The same test in virtual time: a day between reminders costs nothing, and each comes at its moment exactly.</summary>
public class VirtualTimeSpec : VirtualTimeTestKit
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    [Fact]
    public void Three_reminders_come_in_time() => ThreeRemindersComeInTime(number => $"reminder {number}");

    protected void ThreeRemindersComeInTime(Func<int, string> write)
    {
        Sys.ActorOf(Props.Create<Reminder>(Interval, TestActor, write));
        for (int number = 1; number <= 3; number++)
        {
            Assert.Equal(number, ExpectMsg<Reminder.Reminded>(Interval).Number);
            Assert.Equal(number * Interval, World.Now);
        }

        ExpectMsg<Reminder.GaveUp>(Interval);
        ExpectNoMsg(TimeSpan.FromDays(365));
    }
}
