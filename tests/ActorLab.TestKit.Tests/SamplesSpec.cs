using System.Diagnostics;
using Akka.Actor;
using ActorLab.TestKit.Running;
using ActorLab.VirtualTime.Schedules;
using ActorLab.TestSupport;
using FlakyTimer;
using Transfers;
using Transfers.Tests;
using Xunit;
using Xunit.Sdk;

namespace ActorLab.TestKit.Tests;

/// <summary>The samples show what their READMEs say.</summary>
public sealed class SamplesSpec
{
    [Fact]
    public async Task Transfers_settled_when_sent_keep_their_books_in_a_thousand_real_runs() =>
        Assert.Equal(0, await RealRuns.CountWrong(1000, Settlement.WhenSent));

    [Fact]
    public void Transfers_settled_when_sent_lose_money_under_one_of_a_thousand_seeds()
    {
        ScheduleFailedException failure = Assert.Throws<ScheduleFailedException>(
            () => Run(nameof(TransfersSpec.The_books_show_all_the_money_with_transfers_that_are_settled_when_sent)));
        Assert.IsType<EqualException>(failure.InnerException);
        Assert.Contains($"[Seeds(Replay = \"{failure.Schedule}\")]", ReadmeOf("Transfers"), StringComparison.Ordinal);
        Assert.Contains($"fails under seed {failure.Seed},", ReadmeOf("Transfers"), StringComparison.Ordinal);
        Assert.NotEmpty(failure.Schedule.Deviations);
        for (int i = 0; i < 100; i++) Assert.IsType<EqualException>(UnderSchedule(failure.Schedule).Failure);
        for (int left = 0; left < failure.Schedule.Deviations.Count; left++)
        {
            Assert.IsNotType<EqualException>(UnderSchedule(failure.Schedule.Without(left, 1)).Failure);
        }
    }

    [Fact]
    public void Transfers_settled_when_confirmed_keep_their_books_under_a_thousand_seeds() =>
        Run(nameof(TransfersSpec.The_books_show_all_the_money_with_transfers_that_are_settled_when_confirmed));

    [Fact]
    public void A_timer_on_the_real_clock_passes_or_fails_by_how_busy_the_machine_is()
    {
        using (var patient = new TimerOnTheRealClock()) patient.Run(TimeSpan.FromMinutes(1), delayed: false);
        using var hasty = new TimerOnTheRealClock();
        Assert.ThrowsAny<XunitException>(() => hasty.Run(TimeSpan.FromMilliseconds(50), delayed: true));
    }

    [Fact]
    public void A_timer_in_virtual_time_passes_on_any_machine() => OnItsOwnThread.Run(() =>
    {
        using var timer = new TimerInVirtualTime();
        timer.Run();
        Assert.Empty(timer.World.DoubtsOfDeterminism);
    });

    private static string ReadmeOf(string sample) =>
        File.ReadAllText(Path.Combine(Repository.Root, "samples", sample, "README.md"));

    private static void Run(string method) => OnItsOwnThread.Run(() => Body(method).Run());

    private static TestRun UnderSchedule(Schedule schedule)
    {
        TestRun? run = null;
        OnItsOwnThread.Run(() => run = Body(nameof(
            TransfersSpec.The_books_show_all_the_money_with_transfers_that_are_settled_when_sent))
            .RunOnce(Strategy.Replay(schedule)));
        return run!;
    }

    private static TestBody Body(string method) =>
        new(typeof(TransfersSpec), [], typeof(TransfersSpec).GetMethod(method)!, null, []);

    private sealed class TimerOnTheRealClock : RealClockSpec
    {
        /// <param name="timeout">Of each expectation.</param>
        /// <param name="delayed">The thread that writes a reminder stands still until the time-out is over, as one does that a
        /// busy machine does not run.</param>
        public void Run(TimeSpan timeout, bool delayed)
        {
            using var over = new ManualResetEventSlim(!delayed);
            try
            {
                ThreeRemindersComeInTime(timeout, number =>
                {
                    over.Wait();
                    return $"reminder {number}";
                });
            }
            finally
            {
                over.Set();
                Sys.Terminate().Wait();
            }
        }
    }

    private sealed class TimerInVirtualTime : VirtualTimeSpec
    {
        /// <summary>The thread is busy for longer than the real clock's time-out each time.</summary>
        public void Run() => ThreeRemindersComeInTime(number =>
        {
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < TimeSpan.FromMilliseconds(60)) Thread.SpinWait(1000);
            return $"reminder {number}";
        });
    }
}
