using System.Collections.Immutable;
using ActorLab.Cli.Terminal;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Cli.Tests;

public sealed class StageProgressTableSpec
{
    private static readonly ImmutableArray<StageDefinition> s_stages =
    [
        new StageDefinition { Name = "in", Operation = new StdinSource() },
        new StageDefinition { Name = "work", Operation = new PassOperation(), From = ["in"], Workers = 4 },
        new StageDefinition { Name = "sum", Operation = new PassOperation(), From = ["work"] },
        new StageDefinition { Name = "out", Operation = new CountSink(), From = ["sum"] },
    ];

    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly HandClock _clock = new();

    [Fact]
    public void Nothing_is_shown_for_two_seconds()
    {
        StageProgressTable table = Begun(new Screen(80, 24));
        _clock.Pass(TimeSpan.FromMilliseconds(1_999));
        table.Report(new StageProgress("in", 10, 10, 0, 0, SimDuration.Zero));
        table.Clear();
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void Nothing_is_shown_where_nothing_can_be_written_over()
    {
        StageProgressTable table = Begun(null);
        _clock.Pass(TimeSpan.FromSeconds(60));
        table.Report(new StageProgress("in", 10, 10, 0, 0, SimDuration.Zero));
        table.Clear();
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void Each_stage_has_a_row_with_its_rate_its_queue_and_its_work_and_the_slowest_is_marked()
    {
        StageProgressTable table = Begun(new Screen(80, 24));
        _clock.Pass(TimeSpan.FromMilliseconds(1_000));
        table.Report(new StageProgress("in", 1_200, 1_200, 0, 0, SimDuration.Zero));
        table.Report(new StageProgress("work", 1_100, 1_000, 64, 4, SimDuration.FromMilliseconds(3_900)));
        // An actor before a stage is none, and one worker that is busy for less time is busier than four.
        table.Report(new StageProgress("out.order", 9, 9, 0, 0, SimDuration.Zero));
        _clock.Pass(TimeSpan.FromMilliseconds(1_000));
        table.Report(new StageProgress("sum", 1_000, 900, 12, 1, SimDuration.FromMilliseconds(1_500)));
        Assert.Equal(
            [
                "shop on local, 2 s",
                "  in            1,200      1,200/s        0 waiting       0 in flight",
                "  work          1,000      1,000/s       64 waiting       4 in flight",
                "  sum             900        450/s       12 waiting       1 in flight  slowest",
                "  out   nothing yet",
            ],
            Rows(_error.ToString()));
    }

    [Fact]
    public void The_rows_are_written_over_at_most_five_times_a_second_and_taken_away_at_the_end()
    {
        StageProgressTable table = Begun(new Screen(80, 24));
        _clock.Pass(TimeSpan.FromSeconds(2));
        table.Report(new StageProgress("out", 100, 100, 3, 0, SimDuration.Zero));
        string first = Taken();
        Assert.StartsWith("\rshop on local, 2 s\u001b[K\n  in ", first);
        _clock.Pass(TimeSpan.FromMilliseconds(199));
        table.Report(new StageProgress("out", 150, 150, 3, 0, SimDuration.Zero));
        Assert.Equal("", Taken());
        _clock.Pass(TimeSpan.FromMilliseconds(3_801));
        table.Report(new StageProgress("out", 500, 500, 3, 0, SimDuration.Zero));
        string second = Taken();
        Assert.StartsWith("\r\u001b[5Ashop on local, 6 s\u001b[K\n", second);
        Assert.Contains("  out             500        100/s        3 waiting       0 in flight  slowest\u001b[K\n", second);
        table.Clear();
        table.Clear();
        Assert.Equal("\r\u001b[5A\u001b[J", Taken());
    }

    [Fact]
    public void A_stage_that_says_nothing_any_more_has_its_rate_fall()
    {
        StageProgressTable table = Begun(new Screen(80, 24));
        _clock.Pass(TimeSpan.FromSeconds(2));
        table.Report(new StageProgress("work", 2_000, 2_000, 0, 4, SimDuration.Zero));
        Taken();
        _clock.Pass(TimeSpan.FromSeconds(10));
        table.Report(new StageProgress("in", 3_000, 3_000, 0, 0, SimDuration.Zero));
        Assert.Contains("  work          2,000        0.0/s        0 waiting       4 in flight", Rows(Taken()));
    }

    [Fact]
    public void Rows_are_cut_at_the_width_of_the_terminal_and_of_too_many_stages_those_with_the_most_work_are_shown()
    {
        StageProgressTable table = Begun(new Screen(33, 4));
        _clock.Pass(TimeSpan.FromSeconds(2));
        table.Report(new StageProgress("work", 1_100, 1_000, 64, 4, SimDuration.FromSeconds(6)));
        _clock.Pass(TimeSpan.FromSeconds(1));
        table.Report(new StageProgress("sum", 1_000, 900, 12, 1, SimDuration.FromSeconds(2)));
        string[] rows = Rows(_error.ToString().Split("\u001b[3A")[1]);
        Assert.Equal(["shop on local, 3 s", "  work          1,000        500", "  sum             900        300"], rows);
        Assert.All(rows, row => Assert.True(row.Length < 33));
    }

    private StageProgressTable Begun(Screen? screen) => new("shop on local", s_stages, _error, screen, _clock);

    private string Taken()
    {
        string text = _error.ToString();
        _error.GetStringBuilder().Clear();
        return text;
    }

    private static string[] Rows(string text) => [.. text.Replace("\u001b[K", "", StringComparison.Ordinal).TrimStart('\r').Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private sealed class HandClock : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
