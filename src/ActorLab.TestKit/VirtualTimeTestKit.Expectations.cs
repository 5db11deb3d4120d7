using System.Collections;
using Akka.Actor;
using Akka.TestKit;
using ActorLab.TestKit.Waiting;
using ActorLab.VirtualTime;

namespace ActorLab.TestKit;

// What TestKitBase expects on the real clock, expected on the virtual one. See the project file for how the probe comes to the
// same.
public partial class VirtualTimeTestKit
{
    private Expectations _expectations = null!;

    /// <summary>What the world's clock shows, as a time since the year 1.</summary>
    public static new TimeSpan Now => TimeSpan.FromTicks(
        (VirtualWorld.Current ?? throw new InvalidOperationException(
            "this thread has no virtual world")).TimeProvider.GetUtcNow().UtcTicks);

    /// <summary>The time that is left of the innermost <c>Within</c>.</summary>
    public new TimeSpan Remaining => _expectations.Remaining;

    public new TimeSpan RemainingOrDefault => _expectations.RemainingOrDefault;

    public new TimeSpan NoMessageRemainingOrDefault => _expectations.NoMessageRemainingOrDefault;

    public new VirtualEventFilterFactory EventFilter => _expectations.EventFilter;

    public new VirtualEventFilterFactory CreateEventFilter(ActorSystem system) => _expectations.CreateEventFilter(system);

    public new TimeSpan RemainingOrDilated(TimeSpan? duration) => _expectations.RemainingOrDilated(duration);

    public new T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expectations.Finished(_expectations.ExpectMsg<T>(blocks: true, duration, null, hint, cancellationToken));

    public new ValueTask<T> ExpectMsgAsync<T>(
        TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsg<T>(blocks: false, duration, null, hint, cancellationToken);

    public new T ExpectMsg<T>(
        T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expectations.Finished(
            _expectations.ExpectMsg(blocks: true, timeout, _expectations.IsEqual(message), hint, cancellationToken));

    public new ValueTask<T> ExpectMsgAsync<T>(
        T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsg(blocks: false, timeout, _expectations.IsEqual(message), hint, cancellationToken);

    public new T ExpectMsg<T>(
        Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expectations.Finished(
            _expectations.ExpectMsg(blocks: true, timeout, _expectations.Holds(isMessage, hint), hint, cancellationToken));

    public new ValueTask<T> ExpectMsgAsync<T>(
        Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsg(blocks: false, timeout, _expectations.Holds(isMessage, hint), hint, cancellationToken);

    public new T ExpectMsg<T>(
        Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expectations.Finished(
            _expectations.ExpectMsg<T>(blocks: true, timeout, (message, _) => assert?.Invoke(message), hint, cancellationToken));

    public new ValueTask<T> ExpectMsgAsync<T>(
        Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsg<T>(blocks: false, timeout, (message, _) => assert?.Invoke(message), hint, cancellationToken);

    public new T ExpectMsg<T>(
        Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expectations.Finished(
            _expectations.ExpectMsg(
                blocks: true, timeout, _expectations.Holds(isMessageAndSender, hint), hint, cancellationToken));

    public new ValueTask<T> ExpectMsgAsync<T>(
        Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsg(blocks: false, timeout, _expectations.Holds(isMessageAndSender, hint), hint, cancellationToken);

    public new T ExpectMsg<T>(
        Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expectations.Finished(_expectations.ExpectMsg(blocks: true, timeout, assertMessageAndSender, hint, cancellationToken));

    public new ValueTask<T> ExpectMsgAsync<T>(
        Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsg(blocks: false, timeout, assertMessageAndSender, hint, cancellationToken);

    public new T ExpectMsg<T>(
        T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expectations.Finished(
            _expectations.ExpectMsg(
                blocks: true, timeout, _expectations.IsEqual(expected, comparer, hint), hint, cancellationToken));

    public new ValueTask<T> ExpectMsgAsync<T>(
        T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsg(blocks: false, timeout, _expectations.IsEqual(expected, comparer, hint), hint, cancellationToken);

    public new Terminated ExpectTerminated(
        IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expectations.Finished(
            _expectations.ExpectMsg<Terminated>(
                blocks: true, timeout, _expectations.IsTermination(target, hint), $"Terminated {target}. {hint}",
                    cancellationToken));

    public new ValueTask<Terminated> ExpectTerminatedAsync(
        IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsg<Terminated>(
            blocks: false, timeout, _expectations.IsTermination(target, hint), $"Terminated {target}. {hint}", cancellationToken);

    public new void ExpectNoMsg(CancellationToken cancellationToken = default) =>
        Expectations.Finished(_expectations.ExpectNoMsg(blocks: true, NoMessageRemainingOrDefault, cancellationToken));

    public new ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default) =>
        _expectations.ExpectNoMsg(blocks: false, NoMessageRemainingOrDefault, cancellationToken);

    public new void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default) =>
        Expectations.Finished(_expectations.ExpectNoMsg(blocks: true, Dilated(duration), cancellationToken));

    public new ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
        _expectations.ExpectNoMsg(blocks: false, Dilated(duration), cancellationToken);

    public new void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) =>
        Expectations.Finished(
            _expectations.ExpectNoMsg(blocks: true, TimeSpan.FromMilliseconds(milliseconds), cancellationToken));

    public new ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        _expectations.ExpectNoMsg(blocks: false, TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    public new T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        Expectations.Finished(_expectations.ExpectMsgAnyOf(blocks: true, messages, cancellationToken));

    public new ValueTask<T> ExpectMsgAnyOfAsync<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsgAnyOf(blocks: false, messages, cancellationToken);

    public new IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages) => ExpectMsgAllOf((IReadOnlyCollection<T>)messages);

    public new IReadOnlyCollection<T> ExpectMsgAllOf<T>(
        IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Expectations.ToList(_expectations.ExpectMsgAllOf(blocks: true, RemainingOrDefault, messages, cancellationToken));

    public new IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(
        IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsgAllOf(blocks: false, RemainingOrDefault, messages, cancellationToken);

    public new IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages) =>
        ExpectMsgAllOf(max, (IReadOnlyCollection<T>)messages);

    public new IReadOnlyCollection<T> ExpectMsgAllOf<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Expectations.ToList(_expectations.ExpectMsgAllOf(blocks: true, Dilated(max), messages, cancellationToken));

    public new IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsgAllOf(blocks: false, Dilated(max), messages, cancellationToken);

    public new IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(params PredicateInfo[] predicates) =>
        ExpectMsgAllOfMatchingPredicates(predicates, CancellationToken.None);

    public new IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(
        IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken) =>
        Expectations.ToList(
            _expectations.ExpectMsgAllOfMatchingPredicates(blocks: true, RemainingOrDefault, predicates, cancellationToken));

    public new IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(
        IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsgAllOfMatchingPredicates(blocks: false, RemainingOrDefault, predicates, cancellationToken);

    public new IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(TimeSpan max, params PredicateInfo[] predicates) =>
        ExpectMsgAllOfMatchingPredicates(max, predicates, CancellationToken.None);

    public new IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken) =>
        Expectations.ToList(
            _expectations.ExpectMsgAllOfMatchingPredicates(blocks: true, Dilated(max), predicates, cancellationToken));

    public new IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsgAllOfMatchingPredicates(blocks: false, Dilated(max), predicates, cancellationToken);

    public new T ExpectMsgFrom<T>(
        IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expectations.Finished(
            _expectations.ExpectMsg(
                blocks: true, duration, _expectations.IsFrom<T>(sender, null, hint), hint, cancellationToken));

    public new ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsg(blocks: false, duration, _expectations.IsFrom<T>(sender, null, hint), hint, cancellationToken);

    public new T ExpectMsgFrom<T>(
        IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expectations.Finished(
            _expectations.ExpectMsg(
                blocks: true, timeout, _expectations.IsFrom(sender, _expectations.IsEqual(message), hint), hint,
                    cancellationToken));

    public new ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsg(
            blocks: false, timeout, _expectations.IsFrom(sender, _expectations.IsEqual(message), hint), hint, cancellationToken);

    public new T ExpectMsgFrom<T>(
        IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expectations.Finished(
            _expectations.ExpectMsg(
                blocks: true, timeout, _expectations.IsFrom(sender, _expectations.Holds(isMessage, hint), hint), hint,
                    cancellationToken));

    public new ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsg(
            blocks: false, timeout, _expectations.IsFrom(sender, _expectations.Holds(isMessage, hint), hint), hint,
                cancellationToken);

    public new T ExpectMsgFrom<T>(
        Predicate<IActorRef> isSender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expectations.Finished(
            _expectations.ExpectMsg(
                blocks: true, timeout, _expectations.IsFrom(isSender, _expectations.Holds(isMessage, hint), hint), hint,
                    cancellationToken));

    public new ValueTask<T> ExpectMsgFromAsync<T>(
        Predicate<IActorRef> isSender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsg(
            blocks: false, timeout, _expectations.IsFrom(isSender, _expectations.Holds(isMessage, hint), hint), hint,
                cancellationToken);

    public new T ExpectMsgFrom<T>(
        IActorRef sender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expectations.Finished(
            _expectations.ExpectMsg<T>(
                blocks: true, timeout, _expectations.IsFrom<T>(sender, (message, _) => assertMessage(message), hint), hint,
                    cancellationToken));

    public new ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default) =>
        _expectations.ExpectMsg<T>(
            blocks: false, timeout, _expectations.IsFrom<T>(sender, (message, _) => assertMessage(message), hint), hint,
                cancellationToken);

    public new T ExpectMsgFrom<T>(
        Action<IActorRef> assertSender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default)
    {
        void Both(T message, IActorRef sender)
        {
            assertSender(sender);
            assertMessage(message);
        }

        return Expectations.Finished(_expectations.ExpectMsg<T>(blocks: true, timeout, Both, hint, cancellationToken));
    }

    public new ValueTask<T> ExpectMsgFromAsync<T>(
        Action<IActorRef> assertSender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null,
        CancellationToken cancellationToken = default)
    {
        void Both(T message, IActorRef sender)
        {
            assertSender(sender);
            assertMessage(message);
        }

        return _expectations.ExpectMsg<T>(blocks: false, timeout, Both, hint, cancellationToken);
    }

    public new object FishForMessage(
        Predicate<object> isMessage, TimeSpan? max = null, string? hint = "", CancellationToken cancellationToken = default) =>
        Expectations.Finished(_expectations.FishForMessage(blocks: true, isMessage, null, max, hint, cancellationToken));

    public new ValueTask<object> FishForMessageAsync(
        Predicate<object> isMessage, TimeSpan? max = null, string? hint = "", CancellationToken cancellationToken = default) =>
        _expectations.FishForMessage(blocks: false, isMessage, null, max, hint, cancellationToken);

    public new T FishForMessage<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string? hint = "", CancellationToken cancellationToken = default) =>
        Expectations.Finished(_expectations.FishForMessage(blocks: true, isMessage, null, max, hint, cancellationToken));

    public new ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string? hint = "", CancellationToken cancellationToken = default) =>
        _expectations.FishForMessage(blocks: false, isMessage, null, max, hint, cancellationToken);

    public new T FishForMessage<T>(
        Predicate<T> isMessage, ArrayList? allMessages, TimeSpan? max = null, string? hint = "",
        CancellationToken cancellationToken = default) =>
        Expectations.Finished(_expectations.FishForMessage(blocks: true, isMessage, allMessages, max, hint, cancellationToken));

    public new ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, ArrayList? allMessages, TimeSpan? max = null, string? hint = "",
        CancellationToken cancellationToken = default) =>
        _expectations.FishForMessage(blocks: false, isMessage, allMessages, max, hint, cancellationToken);

    public new Task FishUntilMessageAsync<T>(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        _expectations.FishUntilMessage<T>(max, cancellationToken);

    public new Task<ArrayList> WaitForRadioSilenceAsync(
        TimeSpan? max = null, uint? maxMessages = null, CancellationToken cancellationToken = default) =>
        _expectations.WaitForRadioSilence(max, maxMessages, cancellationToken);

    public new object? ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        Expectations.Finished(_expectations.ReceiveOne(blocks: true, max, cancellationToken));

    public new ValueTask<object?> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        _expectations.ReceiveOne(blocks: false, max, cancellationToken);

    public new object? PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        Expectations.Finished(_expectations.PeekOne(blocks: true, max, cancellationToken));

    public new ValueTask<object?> PeekOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        _expectations.PeekOne(blocks: false, max, cancellationToken);

    public new object? PeekOne(CancellationToken cancellationToken) =>
        Expectations.Finished(_expectations.PeekOne(blocks: true, Timeout.InfiniteTimeSpan, cancellationToken));

    public new ValueTask<object?> PeekOneAsync(CancellationToken cancellationToken) =>
        _expectations.PeekOne(blocks: false, Timeout.InfiniteTimeSpan, cancellationToken);

    public new bool TryReceiveOne(
        out MessageEnvelope envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        (bool success, envelope) = Expectations.Finished(_expectations.TryReceiveOne(blocks: true, max, cancellationToken));
        return success;
    }

    public new ValueTask<(bool success, MessageEnvelope envelope)> TryReceiveOneAsync(
        TimeSpan? max, CancellationToken cancellationToken = default) =>
        _expectations.TryReceiveOne(blocks: false, max, cancellationToken);

    public new bool TryPeekOne(out MessageEnvelope envelope, TimeSpan? max, CancellationToken cancellationToken)
    {
        (bool success, envelope) = Expectations.Finished(_expectations.TryPeekOne(blocks: true, max, cancellationToken));
        return success;
    }

    public new ValueTask<(bool success, MessageEnvelope envelope)> TryPeekOneAsync(
        TimeSpan? max, CancellationToken cancellationToken) =>
        _expectations.TryPeekOne(blocks: false, max, cancellationToken);

    public new IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        Expectations.ToList(_expectations.ReceiveWhile(blocks: true, filter, max, null, msgs, cancellationToken));

    public new IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        _expectations.ReceiveWhile(blocks: false, filter, max, null, msgs, cancellationToken);

    public new IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, TimeSpan? idle, Func<object, T> filter, int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        Expectations.ToList(_expectations.ReceiveWhile(blocks: true, filter, max, idle, msgs, cancellationToken));

    public new IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max, TimeSpan? idle, Func<object, T> filter, int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        _expectations.ReceiveWhile(blocks: false, filter, max, idle, msgs, cancellationToken);

    public new IReadOnlyList<T> ReceiveWhile<T>(
        Func<object, T> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        Expectations.ToList(_expectations.ReceiveWhile(blocks: true, filter, max, idle, msgs, cancellationToken));

    public new IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Func<object, T> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        _expectations.ReceiveWhile(blocks: false, filter, max, idle, msgs, cancellationToken);

    public new IReadOnlyList<T> ReceiveWhile<T>(
        Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue,
            bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default) =>
        Expectations.ToList(
            _expectations.ReceiveWhile(
                blocks: true, shouldContinue, max, idle, msgs, shouldIgnoreOtherMessageTypes, cancellationToken));

    public new IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue,
            bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default) =>
        _expectations.ReceiveWhile(
            blocks: false, shouldContinue, max, idle, msgs, shouldIgnoreOtherMessageTypes, cancellationToken);

    public new IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        Expectations.ToList(_expectations.ReceiveN(blocks: true, numberOfMessages, RemainingOrDefault, cancellationToken));

    public new IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, CancellationToken cancellationToken = default) =>
        _expectations.ReceiveN(blocks: false, numberOfMessages, RemainingOrDefault, cancellationToken);

    public new IReadOnlyCollection<object> ReceiveN(
        int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        Expectations.ToList(_expectations.ReceiveN(blocks: true, numberOfMessages, Dilated(max), cancellationToken));

    public new IAsyncEnumerable<object> ReceiveNAsync(
        int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        _expectations.ReceiveN(blocks: false, numberOfMessages, Dilated(max), cancellationToken);

    public new void Within(
        TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        _expectations.Within(
            blocks: true, TimeSpan.Zero, max, AsTask(action), null, epsilonValue, cancellationToken).GetAwaiter().GetResult();

    public new Task WithinAsync(
        TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        _expectations.Within(blocks: false, TimeSpan.Zero, max, AsTask(actionAsync), null, epsilonValue, cancellationToken);

    public new T Within<T>(
        TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        _expectations.Within(
            blocks: true, TimeSpan.Zero, max, () => Task.FromResult(function()), null, epsilonValue, cancellationToken)
            .GetAwaiter().GetResult();

    public new Task<T> WithinAsync<T>(
        TimeSpan max, Func<Task<T>> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        _expectations.Within(blocks: false, TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    public new void Within(
        TimeSpan min, TimeSpan max, Action action, string? hint = null, TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        _expectations.Within(
            blocks: true, min, max, AsTask(action), hint, epsilonValue, cancellationToken).GetAwaiter().GetResult();

    public new Task WithinAsync(
        TimeSpan min, TimeSpan max, Func<Task> actionAsync, string? hint = null, TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        _expectations.Within(blocks: false, min, max, AsTask(actionAsync), hint, epsilonValue, cancellationToken);

    public new T Within<T>(
        TimeSpan min, TimeSpan max, Func<T> function, string? hint = null, TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        _expectations.Within(
            blocks: true, min, max, () => Task.FromResult(function()), hint, epsilonValue, cancellationToken)
            .GetAwaiter().GetResult();

    public new Task<T> WithinAsync<T>(
        TimeSpan min, TimeSpan max, Func<Task<T>> function, string? hint = null, TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        _expectations.Within(blocks: false, min, max, function, hint, epsilonValue, cancellationToken);

    public new void AwaitAssert(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        _expectations.AwaitAssert(
            blocks: true, AsTask(assertion), duration, interval, cancellationToken).GetAwaiter().GetResult();

    public new Task AwaitAssertAsync(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        _expectations.AwaitAssert(blocks: false, AsTask(assertion), duration, interval, cancellationToken);

    public new Task AwaitAssertAsync(
        Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        _expectations.AwaitAssert(blocks: false, assertion, duration, interval, cancellationToken);

    public new void AwaitCondition(
        Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(blocks: true, AsTask(conditionIsFulfilled), RemainingOrDefault, null, "", cancellationToken)
            .GetAwaiter().GetResult();

    public new Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(blocks: false, conditionIsFulfilled, RemainingOrDefault, null, "", cancellationToken);

    public new Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(
            blocks: false, AsTask(conditionIsFulfilled), RemainingOrDefault, null, "", cancellationToken);

    public new void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(
            blocks: true, AsTask(conditionIsFulfilled), RemainingOrDilated(max), null, "", cancellationToken)
            .GetAwaiter().GetResult();

    public new Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(blocks: false, conditionIsFulfilled, RemainingOrDilated(max), null, "", cancellationToken);

    public Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(
            blocks: false, AsTask(conditionIsFulfilled), RemainingOrDilated(max), null, "", cancellationToken);

    public new void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, string? message, CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(
            blocks: true, AsTask(conditionIsFulfilled), RemainingOrDilated(max), null, message ?? "", cancellationToken)
            .GetAwaiter().GetResult();

    public new Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, string? message, CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(
            blocks: false, conditionIsFulfilled, RemainingOrDilated(max), null, message ?? "", cancellationToken);

    public new Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled, TimeSpan? max, string? message, CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(
            blocks: false, AsTask(conditionIsFulfilled), RemainingOrDilated(max), null, message ?? "", cancellationToken);

    public new void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null,
        CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(
            blocks: true, AsTask(conditionIsFulfilled), RemainingOrDilated(max), interval ?? Timeout.InfiniteTimeSpan,
            message ?? "", cancellationToken)
            .GetAwaiter().GetResult();

    public new Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null,
        CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(
            blocks: false, conditionIsFulfilled, RemainingOrDilated(max), interval ?? Timeout.InfiniteTimeSpan,
            message ?? "", cancellationToken);

    public new Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled, TimeSpan? max, TimeSpan? interval, string? message = null,
        CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(
            blocks: false, AsTask(conditionIsFulfilled), RemainingOrDilated(max), interval ?? Timeout.InfiniteTimeSpan,
            message ?? "", cancellationToken);

    public new bool AwaitConditionNoThrow(
        Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(
            blocks: true, AsTask(conditionIsFulfilled), max, interval ?? TimeSpan.FromMilliseconds(100), null, cancellationToken)
            .GetAwaiter().GetResult();

    public new Task<bool> AwaitConditionNoThrowAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(
            blocks: false, conditionIsFulfilled, max, interval ?? TimeSpan.FromMilliseconds(100), null, cancellationToken);

    public new Task<bool> AwaitConditionNoThrowAsync(
        Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        _expectations.AwaitCondition(
            blocks: false, AsTask(conditionIsFulfilled), max,
            interval ?? TimeSpan.FromMilliseconds(100), null, cancellationToken);

    public new IActorRef ChildActorOf(
        Props props, string name, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        _expectations.Run(() => base.ChildActorOfAsync(props, name, supervisorStrategy, cancellationToken));

    public new IActorRef ChildActorOf(
        Props props, SupervisorStrategy supervisorStrategy, CancellationToken cancellationToken = default) =>
        _expectations.Run(() => base.ChildActorOfAsync(props, supervisorStrategy, cancellationToken));

    public new IActorRef ChildActorOf(Props props, string name, CancellationToken cancellationToken = default) =>
        _expectations.Run(() => base.ChildActorOfAsync(props, name, cancellationToken));

    public new IActorRef ChildActorOf(Props props, CancellationToken cancellationToken = default) =>
        _expectations.Run(() => base.ChildActorOfAsync(props, cancellationToken));

    public new IActorRef Watch(IActorRef actorToWatch) => _expectations.Run(() => WatchAsync(actorToWatch));

    public new IActorRef Unwatch(IActorRef actorToUnwatch) => _expectations.Run(() => UnwatchAsync(actorToUnwatch));

    private static Func<Task<bool>> AsTask(Action action) => () =>
    {
        action();
        return Task.FromResult(true);
    };

    private static Func<Task<bool>> AsTask(Func<Task> action) => async () =>
    {
        await action();
        return true;
    };

    private static Func<Task<bool>> AsTask(Func<bool> condition) => () => Task.FromResult(condition());
}
