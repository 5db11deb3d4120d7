using ActorLab.Cli.Terminal;
using ActorLab.Core.Model;

namespace ActorLab.Cli.Tests;

public sealed class ProgressLineSpec
{
    private readonly StringWriter _error = new();
    private readonly HandClock _clock = new();

    [Fact]
    public void Nothing_is_shown_for_two_seconds()
    {
        ProgressLine line = Begun(isTerminal: true);
        _clock.Pass(TimeSpan.FromMilliseconds(1_999));
        line.Report(new Progress(10, 100));
        line.Clear();
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void After_that_one_line_is_written_over_and_over_and_taken_away_at_the_end()
    {
        ProgressLine line = Begun(isTerminal: true);
        _clock.Pass(TimeSpan.FromSeconds(2));
        line.Report(new Progress(2_000, 10_000));
        _clock.Pass(TimeSpan.FromMilliseconds(100));
        line.Report(new Progress(2_050, 10_000));
        _clock.Pass(TimeSpan.FromMilliseconds(7_900));
        line.Report(new Progress(9_990, 10_000));
        line.Clear();
        string first = "serial: 2,000/10,000, 1,000 items/s, 8 s left";
        string second = "serial: 9,990/10,000, 999 items/s, 0 s left";
        Assert.Equal($"\r{first}\r{second.PadRight(first.Length)}\r{new string(' ', second.Length)}\r", _error.ToString());
    }

    [Fact]
    public void Nothing_is_shown_where_no_terminal_is()
    {
        ProgressLine line = Begun(isTerminal: false);
        _clock.Pass(TimeSpan.FromSeconds(60));
        line.Report(new Progress(10, 100));
        line.Clear();
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void Without_any_item_done_no_end_is_foretold() =>
        Assert.Equal("serial: 0/10, 0.0 items/s, no item done yet", ProgressLine.Describe("serial", new Progress(0, 10), TimeSpan.FromSeconds(3)));

    private ProgressLine Begun(bool isTerminal)
    {
        var line = new ProgressLine(_error, isTerminal, _clock);
        line.Begin("serial");
        return line;
    }

    private sealed class HandClock : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
