using System.Collections.Concurrent;
using ActorLab.TestSupport;

namespace ActorLab.Local.Tests;

/// <summary>An actor that is a lambda.</summary>
internal sealed class TestActor(Action<IActorContext, IMessage> receive) : IActor
{
    public void Receive(IActorContext context, IMessage message) => receive(context, message);

    public static ActorProps Props(Action<IActorContext, IMessage> receive) => ScriptedProps.Of(() => new TestActor(receive));
}

/// <summary>A body that is a lambda; its result is its item.</summary>
internal sealed class TestBody(Func<IMachine, ValueTask> steps) : IBody
{
    public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
    {
        await steps(machine);
        return item;
    }
}

internal sealed record Number(long Value) : IMessage;

internal sealed record Text(string Value) : IMessage;

internal sealed record Poison(Exception Cause) : IMessage;

internal sealed class Planned(string message) : Exception(message);

/// <summary>Runs small scenarios on the local engine.</summary>
internal static class LocalScenario
{
    public static readonly MachineProfile Machine = new() { Name = "real" };

    public static SimDuration Ms(long value) => SimDuration.FromMilliseconds(value);

    public static ScenarioPlan Plan(Func<IActorRef, ActorProps> root, MachineProfile? machine = null) =>
        new() { Name = "test", Root = root, Machine = machine ?? Machine };

    /// <summary>Runs to whatever end; fails if there is none.</summary>
    public static async Task<RunResult> RunToAnyEnd(Func<IActorRef, ActorProps> root, EngineOptions? options = null, MachineProfile? machine = null)
    {
        using var net = new CancellationTokenSource(HangGuard.Limit);
        RunResult result = await Task.Run(() => new LocalEngine().RunAsync(Plan(root, machine), options ?? EngineOptions.Default, net.Token));
        Assert.False(net.IsCancellationRequested, $"the run had not ended after {HangGuard.Limit}");
        return result;
    }

    /// <summary>Runs to the stop of the root.</summary>
    public static async Task<RunResult> Run(Func<IActorRef, ActorProps> root, MachineProfile? machine = null)
    {
        RunResult result = await RunToAnyEnd(root, machine: machine);
        Assert.True(result.Outcome == RunOutcome.Completed, $"the run ended as {result.Outcome}: {result.Failure} {result.Cause}");
        return result;
    }

    /// <summary>Executes one body on an actor of its own and returns what came of it.</summary>
    public static async Task<IMessage> Execute(Func<IMachine, ValueTask> steps, Occupancy occupancy = Occupancy.Synchronous, DispatcherPolicy? on = null, MachineProfile? machine = null)
    {
        RunResult result = await Run(
            outside => TestActor.Props((context, message) =>
            {
                if (message is Started) context.Execute(new TestBody(steps), new Number(0), occupancy);
                if (message is not (BodyCompleted or BodyFailed)) return;
                context.Send(outside, message);
                context.Stop(context.Self);
            }) with { Dispatcher = on ?? DispatcherPolicy.Shared },
            machine);
        return result.Outbox.Single();
    }

    /// <summary>Executes one body, which must succeed.</summary>
    public static async Task Succeed(Func<IMachine, ValueTask> steps, Occupancy occupancy = Occupancy.Synchronous, DispatcherPolicy? on = null, MachineProfile? machine = null)
    {
        IMessage end = await Execute(steps, occupancy, on, machine);
        Assert.True(end is BodyCompleted, (end as BodyFailed)?.Cause.ToString());
    }

    /// <summary>Waits until something has become true.</summary>
    public static void Await(Func<bool> condition, string what) =>
        Assert.True(SpinWait.SpinUntil(condition, HangGuard.Limit), $"never came: {what}");

    /// <summary>Runs the actions on a thread each, all let go at the same moment, and waits for their ends.</summary>
    public static void Together(params Action[] actions)
    {
        using var start = new Barrier(actions.Length);
        var failures = new ConcurrentQueue<Exception>();
        Thread[] threads =
        [
            .. actions.Select(action => new Thread(() =>
            {
                try
                {
                    start.SignalAndWait();
                    action();
                }
                catch (Exception failure)
                {
                    failures.Enqueue(failure);
                }
            }) { IsBackground = true }),
        ];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) Assert.True(thread.Join(HangGuard.Limit), "a thread of the test did not end");
        Assert.Empty(failures);
    }
}
