using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Internal;
using Akka.TestKit.TestEvent;
using ActorLab.TestKit.Waiting;

namespace ActorLab.TestKit;

/// <summary>Expects or mutes the log events that event filters match, on the virtual clock.</summary>
public sealed class VirtualEventFilterApplier : IEventFilterApplier
{
    private readonly VirtualEventFilterFactory _factory;
    private readonly Expectations _expectations;
    private readonly TestKitBase _kit;
    private readonly ActorSystem _system;
    private readonly InternalEventFilterApplier _applier;
    private readonly IReadOnlyList<EventFilterBase> _filters;

    internal VirtualEventFilterApplier(
        VirtualEventFilterFactory factory, Expectations expectations, TestKitBase kit, ActorSystem system,
            InternalEventFilterApplier applier)
    {
        _factory = factory;
        _expectations = expectations;
        _kit = kit;
        _system = system;
        _applier = applier;
        _filters = FiltersOf(applier);
    }

    /// <summary>Another filter beside these.</summary>
    public VirtualEventFilterFactory And => _factory.With(_filters);

    EventFilterFactory IEventFilterApplier.And => And;

    public void ExpectOne(Action action, CancellationToken cancellationToken = default) =>
        Intercept(blocks: true, Done(action), null, 1, cancellationToken).GetAwaiter().GetResult();

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        Intercept(blocks: false, Done(actionAsync), null, 1, cancellationToken);

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) =>
        Intercept(blocks: true, () => Task.FromResult(func()), null, 1, cancellationToken).GetAwaiter().GetResult();

    public Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Intercept(blocks: false, func, null, 1, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Intercept(blocks: true, Done(action), timeout, 1, cancellationToken).GetAwaiter().GetResult();

    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        Intercept(blocks: false, Done(action), timeout, 1, cancellationToken);

    public T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Intercept(blocks: true, () => Task.FromResult(func()), timeout, 1, cancellationToken).GetAwaiter().GetResult();

    public Task<T> ExpectOneAsync<T>(TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Intercept(blocks: false, func, timeout, 1, cancellationToken);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        Intercept(blocks: true, Done(action), null, expectedCount, cancellationToken).GetAwaiter().GetResult();

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        Intercept(blocks: false, Done(actionAsync), null, expectedCount, cancellationToken);

    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default) =>
        Intercept(blocks: true, () => Task.FromResult(func()), null, expectedCount, cancellationToken).GetAwaiter().GetResult();

    public Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Intercept(blocks: false, func, null, expectedCount, cancellationToken);

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Intercept(blocks: true, Done(action), timeout, expectedCount, cancellationToken).GetAwaiter().GetResult();

    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action,
        CancellationToken cancellationToken = default) =>
        Intercept(blocks: false, Done(action), timeout, expectedCount, cancellationToken);

    public T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Intercept(blocks: true, () => Task.FromResult(func()), timeout, expectedCount,
            cancellationToken).GetAwaiter().GetResult();

    public Task<T> ExpectAsync<T>(int expectedCount, TimeSpan timeout, Func<Task<T>> func,
        CancellationToken cancellationToken = default) =>
        Intercept(blocks: false, func, timeout, expectedCount, cancellationToken);

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, TimeSpan? timeout,
        CancellationToken cancellationToken = default) =>
        Intercept(blocks: false, Done(actionAsync), timeout, expectedCount, cancellationToken);

    [Obsolete("Pass a function that gives a task.")]
    public Task ExpectOneAsync(Action action, CancellationToken cancellationToken = default) =>
        Intercept(blocks: false, Done(action), null, 1, cancellationToken);

    [Obsolete("Pass a function that gives a task.")]
    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Intercept(blocks: false, Done(action), timeout, expectedCount, cancellationToken);

    public void Mute(Action action, CancellationToken cancellationToken = default) =>
        Intercept(blocks: true, Done(action), null, null, cancellationToken).GetAwaiter().GetResult();

    public Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default) =>
        Intercept(blocks: false, Done(action), null, null, cancellationToken);

    [Obsolete("Pass a function that gives a task.")]
    public Task MuteAsync(Action action, CancellationToken cancellationToken = default) =>
        Intercept(blocks: false, Done(action), null, null, cancellationToken);

    public T Mute<T>(Func<T> func, CancellationToken cancellationToken = default) =>
        Intercept(blocks: true, () => Task.FromResult(func()), null, null, cancellationToken).GetAwaiter().GetResult();

    public Task<T> MuteAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Intercept(blocks: false, func, null, null, cancellationToken);

    public IUnmutableFilter Mute() => _applier.Mute();

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_filters")]
    private static extern ref IReadOnlyList<EventFilterBase> FiltersOf(InternalEventFilterApplier applier);

    private static Func<Task<bool>> Done(Action action) => () =>
    {
        action();
        return Task.FromResult(true);
    };

    private static Func<Task<bool>> Done(Func<Task> action) => async () =>
    {
        await action();
        return true;
    };

    /// <summary>Counts what the filters match while a function runs and until so many were matched, or, where none may be, until
    /// the time is over.</summary>
    private async Task<T> Intercept<T>(bool blocks, Func<Task<T>> function, TimeSpan? timeout, int? expected,
        CancellationToken cancellationToken)
    {
        TimeSpan max = timeout is { } given ? _kit.Dilated(given) : _expectations.RemainingOrDefault;
        var count = new MatchCount();
        _system.EventStream.Publish(new Mute(_filters));
        foreach (EventFilterBase filter in _filters) filter.EventMatched += count.Add;
        try
        {
            T result = await function();
            if (expected is { } wanted)
            {
                await _expectations.AwaitCount(blocks, count, Math.Max(wanted, 1), max, cancellationToken);
                Check(count.Value, wanted, max);
            }

            return result;
        }
        finally
        {
            foreach (EventFilterBase filter in _filters) filter.EventMatched -= count.Add;
            _system.EventStream.Publish(new Unmute(_filters));
        }
    }

    private void Check(int received, int wanted, TimeSpan max)
    {
        string filters = $"matched filter [{string.Join(",", _filters)}]";
        if (received < wanted) _expectations.Fail(
            $"Timeout ({max}) while waiting for messages. Only received {received}/{wanted} messages that {filters}");
        if (received > wanted) _expectations.Fail(
            $"Received {received - wanted} too many. Expected {wanted} but received {received} that {filters}");
    }
}
