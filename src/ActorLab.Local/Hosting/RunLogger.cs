using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using ActorLab.Local.Tracing;

namespace ActorLab.Local.Hosting;

/// <summary>The one logger of a run: a line for each event, with its level, the time of the run in seconds, where it comes from,
/// and what it says.</summary>
/// <remarks>Akka makes it with the settings of a system, before anything can be logged, and calls it on the thread that logs: no
/// event waits in a mailbox when the system ends.</remarks>
internal sealed partial class RunLogger : MinimalLogger
{
    private static readonly CompositeFormat s_line = CompositeFormat.Parse("{0} {1:0.000000} {2}: {3}");

    private readonly object _gate = new();
    private readonly List<(long At, LogEvent Event)> _early = [];
    private RunClock? _clock;
    private Func<string, string>? _nameOf;
    private Action<string>? _write;

    /// <summary>Writes from now on, first what came before.</summary>
    /// <param name="clock">Of the run.</param>
    /// <param name="nameOf">What an actor of the lab is called whose names below the lab's guardian are given.</param>
    /// <param name="write">Gets each line, one at a time.</param>
    public void Begin(RunClock clock, Func<string, string> nameOf, Action<string> write)
    {
        lock (_gate)
        {
            (_clock, _nameOf, _write) = (clock, nameOf, write);
            foreach ((long at, LogEvent early) in _early) Write(early, at);
            _early.Clear();
        }
    }

    protected override void Log(object message)
    {
        if (message is not LogEvent logged) return;
        lock (_gate)
        {
            if (_write is null) _early.Add((Stopwatch.GetTimestamp(), logged));
            else Write(logged, Stopwatch.GetTimestamp());
        }
    }

    private void Write(LogEvent logged, long at)
    {
        string text = $"{logged.Message}";
        if (logged.Cause is { } cause) text = $"{text}{(text.Length == 0 ? "" : ": ")}{cause.GetType().Name}: {cause.Message}";
        _write!(string.Format(
            CultureInfo.InvariantCulture, s_line, LevelOf(logged), _clock!.At(at) / 1e9, Named(logged.LogSource),
            LineEnd().Replace(Named(text).Trim(), " ")));
    }

    private static string LevelOf(LogEvent logged) => logged switch
    {
        Error => "error",
        Warning => "warning",
        Info => "info",
        _ => "debug",
    };

    /// <summary>Actors of the lab by their own paths, others by what is theirs of their address.</summary>
    private string Named(string text) => AddressIn().Replace(
        text, m => m.Groups["lab"].Success ? _nameOf!(m.Groups["lab"].Value) : m.Groups["path"].Value);

    [GeneratedRegex(@"\s*[\r\n]+\s*", RegexOptions.None, 1_000)]
    private static partial Regex LineEnd();

    [GeneratedRegex(
        @"\[?akka://actorlab(?:/user/lab/(?<lab>[^\s\]#]+)|(?<path>/[^\s\]#]*))(?:#-?\d+)?\]?", RegexOptions.ExplicitCapture,
        1_000)]
    private static partial Regex AddressIn();
}
