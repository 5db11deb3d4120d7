using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Akka.Actor;
using Akka.TestKit;
using ActorLab.VirtualTime;
using ActorLab.VirtualTime.Runtime;

namespace ActorLab.TestKit.Waiting;

/// <summary>What a kit or a probe waits for, on the virtual clock: a message that comes at the last moment of a time-out comes in
/// time, and a time-out ends at its moment
/// exactly.</summary>
/// <remarks>Each method waits in one of two ways: it <c>blocks</c>, which runs the world on the spot, so that the task is
/// finished when it is returned; or it lets the code that
/// awaits it go on when the world, run by something else, has come so far.</remarks>
internal sealed class Expectations
{
    private static readonly FieldInfo State = RuntimeParts.Field(typeof(TestKitBase), "_testState");
    private static readonly PropertyInfo QueueOfState = RuntimeParts.Property(State.FieldType, "Queue");
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(100);

    private readonly TestKitBase _kit;
    private readonly ITestKitAssertions _assertions;
    private readonly ChannelReader<MessageEnvelope> _messages;
    private readonly AsyncLocal<TimeSpan?> _end = new();
    private bool _endedWithoutMessage;

    public Expectations(TestKitBase kit, VirtualWorld world, ITestKitAssertions assertions)
    {
        _kit = kit;
        World = world;
        _assertions = assertions;
        _messages = ((Channel<MessageEnvelope>)QueueOfState.GetValue(State.GetValue(kit))!).Reader;
        EventFilter = new VirtualEventFilterFactory(this, kit, kit.Sys);
    }

    public VirtualWorld World { get; }

    public VirtualEventFilterFactory EventFilter { get; }

    /// <summary>Time since the world began.</summary>
    public TimeSpan Now => World.Now;

    public TimeSpan Remaining => _end.Value is { } end
        ? Left(end)
        : throw new InvalidOperationException(
            "Remaining is the time that is left of the innermost Within, and this is not inside of one");

    public TimeSpan RemainingOrDefault => RemainingOr(_kit.Dilated(_kit.TestKitSettings.SingleExpectDefault));

    public TimeSpan NoMessageRemainingOrDefault => RemainingOr(_kit.Dilated(_kit.TestKitSettings.ExpectNoMessageDefault));

    public TimeSpan RemainingOr(TimeSpan duration) => _end.Value is { } end ? Left(end) : duration;

    public TimeSpan RemainingOrDilated(TimeSpan? duration) =>
        duration is { } given ? Dilated(given, nameof(duration)) : RemainingOrDefault;

    public VirtualEventFilterFactory CreateEventFilter(ActorSystem system) => new(this, _kit, system);

    /// <summary>Starts an asynchronous function and runs the world until it is finished.</summary>
    public T Run<T>(Func<Task<T>> body)
    {
        T result = default!;
        World.Run(async () => result = await body());
        World.BePumped();
        return result;
    }

    public static void Finished(ValueTask finished) => finished.GetAwaiter().GetResult();

    public static T Finished<T>(ValueTask<T> finished) => finished.GetAwaiter().GetResult();

    public async ValueTask<(bool Success, MessageEnvelope Envelope)> TryReceiveOne(bool blocks, TimeSpan? max,
        CancellationToken cancellationToken)
    {
        await Arrival(blocks, _kit.GetTimeoutOrDefault(max), cancellationToken);
        bool success = _kit.TryReceiveOne(out MessageEnvelope envelope, TimeSpan.Zero, CancellationToken.None);
        _endedWithoutMessage = false;
        return (success, envelope);
    }

    public async ValueTask<object?> ReceiveOne(bool blocks, TimeSpan? max, CancellationToken cancellationToken) =>
        await TryReceiveOne(blocks, max, cancellationToken) is (true, var envelope) ? envelope.Message : null;

    public async ValueTask<(bool Success, MessageEnvelope Envelope)> TryPeekOne(bool blocks, TimeSpan? max,
        CancellationToken cancellationToken)
    {
        await Arrival(blocks, _kit.GetTimeoutOrDefault(max), cancellationToken);
        bool success = _kit.TryPeekOne(out MessageEnvelope envelope, TimeSpan.Zero, CancellationToken.None);
        return (success, envelope);
    }

    public async ValueTask<object?> PeekOne(bool blocks, TimeSpan? max, CancellationToken cancellationToken) =>
        await TryPeekOne(blocks, max, cancellationToken) is (true, var envelope) ? envelope.Message : null;

    public async ValueTask<T> ExpectMsg<T>(bool blocks, TimeSpan? timeout, Action<T, IActorRef>? assert, string? hint,
        CancellationToken cancellationToken)
    {
        TimeSpan max = RemainingOrDilated(timeout);
        (bool success, MessageEnvelope envelope) = await TryReceiveOne(blocks, max, cancellationToken);
        if (!success) Fail($"Failed: Timeout {max} while waiting for a message of type {typeof(T)} {hint}");
        if (envelope.Message is not T message)
        {
            Fail($"Failed: Expected a message of type {typeof(T)}, but received {{{envelope.Message}}} " +
                 $"(type {envelope.Message.GetType()}) instead {hint} from {envelope.Sender}");
            throw new InvalidOperationException();
        }

        assert?.Invoke(message, envelope.Sender);
        return message;
    }

    public Action<T, IActorRef> IsEqual<T>(T expected) => (message, _) => _assertions.AssertEqual(expected, message);

    public Action<T, IActorRef> IsEqual<T>(T expected, Func<T, T, bool> comparer, string? hint) =>
        (message, _) => _assertions.AssertEqual(expected, message, comparer, Escaped(hint));

    public Action<Terminated, IActorRef> IsTermination(IActorRef target, string? hint) =>
        (message, _) => _assertions.AssertEqual(target, message.ActorRef, Escaped($"Terminated {target}. {hint}"));

    public Action<T, IActorRef> Holds<T>(Predicate<T>? isMessage, string? hint) => (message, _) =>
    {
        if (isMessage?.Invoke(message) == false) FailMatch(message, hint);
    };

    public Action<T, IActorRef> Holds<T>(Func<T, IActorRef, bool> isMessageAndSender, string? hint) => (message, sender) =>
    {
        if (!isMessageAndSender(message, sender)) FailMatch(message, hint);
    };

    public Action<T, IActorRef> IsFrom<T>(IActorRef expected, Action<T, IActorRef>? assert, string? hint) => (message, sender) =>
    {
        _assertions.AssertEqual(expected, sender,
            Escaped($"Sender does not match. Got a message from {sender}, but expected {expected} {hint}"));
        assert?.Invoke(message, sender);
    };

    public Action<T, IActorRef> IsFrom<T>(Predicate<IActorRef>? isSender, Action<T, IActorRef> assert, string? hint) =>
        (message, sender) =>
    {
        string expected = hint ?? "the predicate to return true";
        if (isSender?.Invoke(sender) == false) Fail($"Sender does not match: expected {expected}, got {{{message}}} from {sender}");
        assert(message, sender);
    };

    public async ValueTask ExpectNoMsg(bool blocks, TimeSpan duration, CancellationToken cancellationToken)
    {
        TimeSpan start = Now;
        (bool success, MessageEnvelope envelope) = await TryReceiveOne(blocks, duration, cancellationToken);
        if (success) Fail($"Failed: Expected no messages during {duration}, instead we received {envelope} after {Now - start}");
    }

    public async ValueTask<T> ExpectMsgAnyOf<T>(bool blocks, IEnumerable<T> messages, CancellationToken cancellationToken)
    {
        TimeSpan max = RemainingOrDefault;
        T[] expected = [.. messages];
        object? received = await ReceiveOne(blocks, max, cancellationToken);
        if (received is null) Fail($"Timeout {max} during waiting for ExpectMsgAnyOf waiting for ({string.Join(",", expected)})");
        if (received is T message && expected.Contains(message)) return message;
        Fail($"ExpectMsgAnyOf found unexpected {received}");
        throw new InvalidOperationException();
    }

    public async IAsyncEnumerable<object> ReceiveN(bool blocks, int count, TimeSpan max,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TimeSpan start = Now, stop = start + max;
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            object? message = await ReceiveOne(blocks, Left(stop), cancellationToken);
            if (message is null) Fail($"Timeout ({max}) while expecting {count} messages. Only got {i} after {Now - start}.");
            yield return message!;
        }
    }

    public async IAsyncEnumerable<T> ExpectMsgAllOf<T>(
        bool blocks, TimeSpan max, IReadOnlyCollection<T> messages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<T> missing = [.. messages];
        List<object> unexpected = [];
        await foreach (object message in ReceiveN(blocks, messages.Count, max, cancellationToken))
        {
            if (message is T typed && missing.Remove(typed)) yield return typed;
            else unexpected.Add(message);
        }

        CheckAll(missing, unexpected);
    }

    public async IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicates(
        bool blocks, TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates,
            [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<PredicateInfo> missing = [.. predicates];
        List<object> unexpected = [];
        await foreach (object message in ReceiveN(blocks, predicates.Count, max, cancellationToken))
        {
            int match = missing.FindIndex(info => info.Type == message.GetType() &&
                (bool)info.PredicateT.DynamicInvoke(message)!);
            if (match < 0) unexpected.Add(message);
            else missing.RemoveAt(match);
            yield return message;
        }

        CheckAll(missing, unexpected);
    }

    public async ValueTask<T> FishForMessage<T>(
        bool blocks, Predicate<T> isMessage, ArrayList? allMessages, TimeSpan? max, string? hint,
            CancellationToken cancellationToken)
    {
        TimeSpan limit = RemainingOrDilated(max), end = Now + limit;
        allMessages?.Clear();
        while (true)
        {
            object? message = await ReceiveOne(blocks, Left(end), cancellationToken);
            if (message is null) Fail($"Timeout ({limit}) while fishing for a message {hint}");
            if (message is T typed && isMessage(typed)) return typed;
            allMessages?.Add(message);
        }
    }

    public async Task FishUntilMessage<T>(TimeSpan? max, CancellationToken cancellationToken)
    {
        bool IsOther(object message)
        {
            if (message is T) Fail($"did not expect a message of type {typeof(T)}");
            return true;
        }

        await foreach (object _ in ReceiveWhile<object>(blocks: false, IsOther, max, idle: null, int.MaxValue,
            ignoresOthers: true, cancellationToken))
        {
            // Only that they are others matters.
        }
    }

    public async Task<ArrayList> WaitForRadioSilence(TimeSpan? max, uint? maxMessages, CancellationToken cancellationToken)
    {
        ArrayList messages = [];
        while (true)
        {
            if (messages.Count > maxMessages) Fail($"maxMessages violated (current iteration: {messages.Count}).");
            if (await ReceiveOne(blocks: false, max, cancellationToken) is not { } message) return ArrayList.ReadOnly(messages);
            messages.Add(message);
        }
    }

    public async IAsyncEnumerable<T> ReceiveWhile<T>(
        bool blocks, Func<object, T> filter, TimeSpan? max, TimeSpan? idle, int count,
            [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TimeSpan stop = Now + RemainingOrDilated(max);
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await Arrival(blocks, Least(Left(stop), idle), cancellationToken)) break;
            _messages.TryPeek(out MessageEnvelope? next);
            if (filter(next!.Message) is not { } result) break;
            Take();
            yield return result;
        }

        _endedWithoutMessage = true;
    }

    public async IAsyncEnumerable<T> ReceiveWhile<T>(
        bool blocks, Predicate<T> shouldContinue, TimeSpan? max, TimeSpan? idle, int count, bool ignoresOthers,
            [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TimeSpan stop = Now + RemainingOrDilated(max);
        int received = 0;
        while (received < count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await Arrival(blocks, Least(Left(stop), idle), cancellationToken)) break;
            _messages.TryPeek(out MessageEnvelope? next);
            if (next!.Message is T message)
            {
                if (!shouldContinue(message)) break;
                Take();
                received++;
                yield return message;
            }
            else if (ignoresOthers)
            {
                Take();
            }
            else
            {
                break;
            }
        }

        _endedWithoutMessage = true;
    }

    public async Task<T> Within<T>(
        bool blocks, TimeSpan min, TimeSpan max, Func<Task<T>> function, string? hint, TimeSpan? epsilon,
            CancellationToken cancellationToken)
    {
        if (min < TimeSpan.Zero) throw new ArgumentException("Must not be negative", nameof(min));
        TimeSpan start = Now, limit = Dilated(max, nameof(max));
        if (_end.Value is { } outer)
        {
            TimeSpan left = outer - start;
            if (left < min) Fail($"Required min time {min} not possible, only {left} left. {hint}");
            if (left < limit) limit = left;
        }

        TimeSpan most = limit + (epsilon ?? TimeSpan.Zero);
        _endedWithoutMessage = false;
        _end.Value = start + limit;
        Task<T> block = function();
        if (!blocks && !block.IsCompleted)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(block, World.Patience(most, stop.Token));
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        TimeSpan took = Now - start;
        if (!block.IsCompleted) Fail($"Failed: Block was still running after {took}. {hint}");
        T result = await block;
        if (took < min) Fail($"Failed: Block took {took}, should have at least been {min}. {hint}");
        if (!_endedWithoutMessage && took > most) Fail($"Failed: Block took {took}, exceeding {limit}. {hint}");
        return result;
    }

    public async Task AwaitAssert(bool blocks, Func<Task> assertion, TimeSpan? duration, TimeSpan? interval,
        CancellationToken cancellationToken)
    {
        TimeSpan pause = Interval(interval ?? DefaultInterval), stop = Now + RemainingOrDilated(duration);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await assertion();
                return;
            }
            catch (Exception) when (Now < stop)
            {
                // It is tried again until the time is over.
            }

            await Pause(blocks, Least(stop - Now, pause), cancellationToken);
        }
    }

    /// <summary>Asks for a condition at each interval, a tenth of the time if none is given. A failure says what
    /// <paramref name="says"/>; without it, false is given.</summary>
    public async Task<bool> AwaitCondition(
        bool blocks, Func<Task<bool>> condition, TimeSpan max, TimeSpan? interval, string? says,
            CancellationToken cancellationToken)
    {
        if (max < TimeSpan.Zero) throw new ArgumentException("Must not be negative", nameof(max));
        TimeSpan pause = Interval(interval ?? max / 10), stop = Now + max;
        while (!await condition())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Now >= stop)
            {
                if (says is not null) Fail($"Timeout {max} expired while waiting for condition.{says}");
                return false;
            }

            await Pause(blocks, Least(stop - Now, pause), cancellationToken);
        }

        return true;
    }

    /// <summary>Waits until a number has been counted.</summary>
    public async Task AwaitCount(bool blocks, MatchCount count, int least, TimeSpan max, CancellationToken cancellationToken)
    {
        if (blocks)
        {
            Pump(() => count.Value >= least, max);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(count.Reached(least), World.Patience(max, stop.Token));
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Runs until a condition holds or the time is over.</summary>
    public bool Pump(Func<bool> condition, TimeSpan max)
    {
        bool held = max == Timeout.InfiniteTimeSpan ? World.RunUntil(condition) : World.RunUntil(condition, max);
        World.BePumped();
        return held;
    }

    public static List<T> ToList<T>(IAsyncEnumerable<T> finished)
    {
        List<T> list = [];
        IAsyncEnumerator<T> all = finished.GetAsyncEnumerator();
        while (Finished(all.MoveNextAsync())) list.Add(all.Current);
        return list;
    }

    [DoesNotReturn]
    public void Fail(string message)
    {
        _assertions.Fail("{0}", message);
        throw new InvalidOperationException("the assertions let a failure pass");
    }

    /// <summary>Waits until there is a message.</summary>
    /// <returns>False if the time was over first.</returns>
    private async ValueTask<bool> Arrival(bool blocks, TimeSpan max, CancellationToken cancellationToken)
    {
        bool HasMessage() => _messages.TryPeek(out _);

        cancellationToken.ThrowIfCancellationRequested();
        World.BePumped();
        if (HasMessage()) return true;
        bool hasLimit = max != Timeout.InfiniteTimeSpan;
        if (hasLimit && max <= TimeSpan.Zero) return false;
        if (blocks)
        {
            Pump(() => HasMessage() || cancellationToken.IsCancellationRequested, max);
            cancellationToken.ThrowIfCancellationRequested();
            return HasMessage();
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task limit = hasLimit ? World.Patience(max, stop.Token) : Task.Delay(Timeout.Infinite, stop.Token);
        // Another waiter may have taken the message that was waited for.
        while (!HasMessage() && !limit.IsCompleted) await Task.WhenAny(NextMessage(stop.Token), limit);
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return HasMessage();
    }

    /// <remarks>Awaited here, where the continuation comes back to the world; a task made of it would be finished by a thread of
    /// the pool.</remarks>
    private async Task NextMessage(CancellationToken cancellationToken) => await _messages.WaitToReadAsync(cancellationToken);

    private async Task Pause(bool blocks, TimeSpan time, CancellationToken cancellationToken)
    {
        if (blocks) World.RunFor(time);
        else await World.Patience(time, cancellationToken);
        World.BePumped();
    }

    private void Take() => _kit.TryReceiveOne(out _, TimeSpan.Zero, CancellationToken.None);

    private TimeSpan Left(TimeSpan end) => end > Now ? end - Now : TimeSpan.Zero;

    private TimeSpan Dilated(TimeSpan duration, string name) => duration >= TimeSpan.Zero
        ? _kit.Dilated(duration)
        : throw new ArgumentException("Must not be negative", name);

    private static TimeSpan Least(TimeSpan time, TimeSpan? other) =>
        other is { } given && given != Timeout.InfiniteTimeSpan && given < time ? given : time;

    private static TimeSpan Interval(TimeSpan interval) =>
        interval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue :
        interval < TimeSpan.Zero ? throw new ArgumentException("Must not be negative", nameof(interval)) :
        // The clock must move, or the time would never be over.
        interval == TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : interval;

    private void FailMatch<T>(T message, string? hint) =>
        Fail($"Got a message of the expected type <{typeof(T)}>. Also expected {hint ?? "the predicate to return true"} " +
             $"but the message {{{message}}} did not match");

    private void CheckAll<TMissing>(List<TMissing> missing, List<object> unexpected)
    {
        if (missing.Count == 0 && unexpected.Count == 0) return;
        string notFound = missing.Count == 0 ? "" : $"not found [{string.Join(", ", missing)}] ";
        Fail(notFound + (unexpected.Count == 0 ? "" : $"found unexpected [{string.Join(", ", unexpected)}]"));
    }

    /// <summary>Akka's assertions take a format.</summary>
    private static string Escaped(string? text) =>
        text?.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal) ?? "";
}
