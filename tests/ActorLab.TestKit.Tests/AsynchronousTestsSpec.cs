using Akka.Actor;
using Akka.Event;
using ActorLab.TestKit.Running;
using ActorLab.VirtualTime;
using Xunit;
using Xunit.Sdk;

namespace ActorLab.TestKit.Tests;

/// <summary>Tests that await.</summary>
public sealed class AsynchronousTestsSpec : VirtualTimeTestKit
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [VirtualFact]
    public async Task A_test_awaits_timers_questions_and_messages_in_virtual_time()
    {
        await Task.Delay(Hour);
        IActorRef echo = Sys.ActorOf(Props.Create<TestActors.Echo>());
        Assert.Equal(1, await echo.Ask<int>(1));
        await ExpectNoMsgAsync(Hour);
        Assert.Equal(Hour * 2, World.Now);
        Assert.Empty(World.DoubtsOfDeterminism);
    }

    [VirtualTheory]
    [InlineData(1)]
    [InlineData(24)]
    public async Task A_theory_awaits_too(int hours)
    {
        await Task.Delay(Hour * hours);
        Assert.Equal(Hour * hours, World.Now);
    }

    [VirtualFact]
    public async Task An_expectation_may_be_awaited_after_what_fulfils_it_was_begun()
    {
        VirtualTestProbe probe = CreateTestProbe();
        ValueTask<string> both = probe.ExpectMsgAsync<string>(Hour);
        Later(TimeSpan.FromMinutes(5), "for the kit");
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMinutes(9), probe.Ref, "for the probe", ActorRefs.NoSender);
        Assert.Equal("for the kit", await ExpectMsgAsync<string>(Hour));
        Assert.Equal(TimeSpan.FromMinutes(5), World.Now);
        Assert.Equal("for the probe", await both);
        Assert.Equal(TimeSpan.FromMinutes(9), World.Now);
    }

    [VirtualFact]
    public async Task A_message_at_the_last_moment_of_an_awaited_time_out_is_in_time()
    {
        ValueTask<string> expected = ExpectMsgAsync<string>(Hour);
        Later(Hour, "just");
        Assert.Equal("just", await expected);
    }

    [VirtualFact]
    public async Task An_awaited_time_out_ends_exactly_and_leaves_no_timer()
    {
        await Assert.ThrowsAnyAsync<XunitException>(async () => await ExpectMsgAsync<string>(TimeSpan.FromTicks(7)));
        Assert.Equal(700, World.NowNanoseconds);
        Later(TimeSpan.FromSeconds(1), "early");
        await ExpectMsgAsync<string>(Hour);
        World.RunUntilIdle();
        Assert.Equal(TimeSpan.FromTicks(7) + TimeSpan.FromSeconds(1), World.Now);
    }

    [VirtualFact]
    public async Task Every_twin_waits_like_its_original()
    {
        Later(TimeSpan.FromSeconds(1), "a");
        Later(TimeSpan.FromSeconds(2), "b");
        List<object> received = [];
        await foreach (object message in ReceiveNAsync(2, Hour)) received.Add(message);
        Assert.Equal(["a", "b"], received);
        Later(TimeSpan.FromSeconds(1), 3);
        Assert.Equal(3, await FishForMessageAsync<int>(_ => true));
        Assert.Equal(TimeSpan.FromSeconds(3), World.Now);
        await AwaitConditionAsync(() => World.Now > TimeSpan.FromSeconds(4), Hour, TimeSpan.FromSeconds(1));
        await AwaitAssertAsync(() => Assert.True(World.Now > TimeSpan.FromSeconds(5)), Hour, TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(6), World.Now);
        await EventFilter.Warning("w").ExpectOneAsync(Hour, () =>
        {
            Sys.Log.Warning("w");
            return Task.CompletedTask;
        });
        await WithinAsync(TimeSpan.FromSeconds(4), async () => await Task.Delay(TimeSpan.FromSeconds(4)));
        Assert.Equal(TimeSpan.FromSeconds(10), World.Now);
        await Assert.ThrowsAnyAsync<XunitException>(() => WithinAsync(TimeSpan.FromSeconds(4),
            () => Task.Delay(TimeSpan.FromSeconds(5))));
        Assert.Equal(TimeSpan.FromSeconds(14), World.Now);
    }

    [VirtualFact]
    public async Task What_the_test_gives_to_the_thread_pool_runs_on_its_own_thread()
    {
        int thread = Environment.CurrentManagedThreadId;
        Assert.Equal(thread, await Task.Run(() => Environment.CurrentManagedThreadId));
        Assert.Empty(World.DoubtsOfDeterminism);
    }

    [Fact]
    public void An_asynchronous_test_under_xunits_own_runner_is_told_what_it_needs()
    {
        Exception told = Assert.Throws<InvalidOperationException>(
            () => new AsyncTestsNeedVirtualFactAttribute().Before(GetType().GetMethod(nameof(A_theory_awaits_too))!));
        Assert.Contains("put [VirtualFact] in the place of [Fact]", told.Message, StringComparison.Ordinal);
        Assert.True(typeof(AsynchronousTestsSpec).IsDefined(typeof(AsyncTestsNeedVirtualFactAttribute), inherit: true));
    }

    [Fact]
    public void A_test_that_can_never_finish_fails_instead_of_hanging()
    {
        OnItsOwnThread.Run(() =>
        {
            var body = new TestBody(typeof(Hanging), [], typeof(Hanging).GetMethod(nameof(Hanging.For_ever))!, null, []);
            VirtualTimeException failure = Assert.Throws<VirtualTimeException>(body.Run);
            Assert.Equal(VirtualTimeProblem.Standstill, failure.Problem);
        });
    }

    [Fact]
    public void A_virtual_test_of_another_class_or_without_an_end_is_refused()
    {
        Assert.Contains("expected its class to derive from", Refused(typeof(NoKit), nameof(NoKit.Test)),
            StringComparison.Ordinal);
        Assert.Contains("async void", Refused(typeof(Hanging), nameof(Hanging.Without_end)), StringComparison.Ordinal);

        static string Refused(Type type, string method) =>
            Assert.Throws<InvalidOperationException>(new TestBody(type, [], type.GetMethod(method)!, null, []).Run).Message;
    }

    private void Later(TimeSpan delay, object message) =>
        Sys.Scheduler.ScheduleTellOnce(delay, TestActor, message, ActorRefs.NoSender);

    private sealed class Hanging() : VirtualTimeTestKit("akka.virtual-time.foreign-patience = 1ms")
    {
        public Task For_ever() => new TaskCompletionSource().Task;

        public async void Without_end() => await Task.Yield();
    }

    private sealed class NoKit
    {
        public void Test()
        {
        }
    }
}
