using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Internal;
using ActorLab.TestKit.Waiting;

namespace ActorLab.TestKit;

/// <summary>Akka's event filters, which wait for log events on the virtual clock.</summary>
public sealed class VirtualEventFilterFactory : EventFilterFactory
{
    private readonly Expectations _expectations;
    private readonly TestKitBase _kit;
    private readonly ActorSystem _system;

    internal VirtualEventFilterFactory(Expectations expectations, TestKitBase kit, ActorSystem system,
        IReadOnlyList<EventFilterBase>? filters = null)
        : base(kit, system, filters ?? [])
    {
        _expectations = expectations;
        _kit = kit;
        _system = system;
    }

    public new VirtualEventFilterApplier Exception<TException>(Regex pattern,
        string? source = null) where TException : Exception =>
        Virtual(base.Exception<TException>(pattern, source));

    public new VirtualEventFilterApplier Exception(
        Type exceptionType, Regex pattern, string? source = null, bool checkInnerExceptions = false) =>
        Virtual(base.Exception(exceptionType, pattern, source, checkInnerExceptions));

    public new VirtualEventFilterApplier Exception<TException>(
        string? message = null, string? start = null, string? contains = null,
            string? source = null) where TException : Exception =>
        Virtual(base.Exception<TException>(message, start, contains, source));

    public new VirtualEventFilterApplier Exception(
        Type exceptionType, string? message = null, string? start = null, string? contains = null, string? source = null,
        bool checkInnerExceptions = false) =>
        Virtual(base.Exception(exceptionType, message, start, contains, source, checkInnerExceptions));

    public new VirtualEventFilterApplier Custom(Predicate<LogEvent> predicate) =>
        Virtual(base.Custom(predicate));

    public new VirtualEventFilterApplier Custom<TLogEvent>(Predicate<TLogEvent> predicate) where TLogEvent : LogEvent =>
        Virtual(base.Custom<TLogEvent>(predicate));

    public new VirtualEventFilterApplier ForLogLevel(
        LogLevel logLevel, string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Virtual(base.ForLogLevel(logLevel, message, start, contains, source));

    public new VirtualEventFilterApplier ForLogLevel(LogLevel logLevel, Regex pattern, string? source = null) =>
        Virtual(base.ForLogLevel(logLevel, pattern, source));

    public new VirtualEventFilterApplier DeadLetter() =>
        Virtual(base.DeadLetter());

    public new VirtualEventFilterApplier DeadLetter<TMessage>(string? source = null) =>
        Virtual(base.DeadLetter<TMessage>(source));

    public new VirtualEventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool> isMatch, string? source = null) =>
        Virtual(base.DeadLetter<TMessage>(isMatch, source));

    public new VirtualEventFilterApplier DeadLetter(Type type, string? source = null) =>
        Virtual(base.DeadLetter(type, source));

    public new VirtualEventFilterApplier DeadLetter(Type type, Func<object, bool> isMatch, string? source = null) =>
        Virtual(base.DeadLetter(type, isMatch, source));

    public new VirtualEventFilterApplier Error(
        string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Virtual(base.Error(message, start, contains, source));

    public new VirtualEventFilterApplier Error(Regex pattern, string? source = null) =>
        Virtual(base.Error(pattern, source));

    public new VirtualEventFilterApplier Warning(
        string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Virtual(base.Warning(message, start, contains, source));

    public new VirtualEventFilterApplier Warning(Regex pattern, string? source = null) =>
        Virtual(base.Warning(pattern, source));

    public new VirtualEventFilterApplier Info(
        string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Virtual(base.Info(message, start, contains, source));

    public new VirtualEventFilterApplier Info(Regex pattern, string? source = null) =>
        Virtual(base.Info(pattern, source));

    public new VirtualEventFilterApplier Debug(
        string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Virtual(base.Debug(message, start, contains, source));

    public new VirtualEventFilterApplier Debug(Regex pattern, string? source = null) =>
        Virtual(base.Debug(pattern, source));

    internal VirtualEventFilterFactory With(IReadOnlyList<EventFilterBase> filters) => new(_expectations, _kit, _system, filters);

    private VirtualEventFilterApplier Virtual(IEventFilterApplier applier) =>
        new(this, _expectations, _kit, _system, (InternalEventFilterApplier)applier);
}
