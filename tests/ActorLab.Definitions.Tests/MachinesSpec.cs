using ActorLab.Core.Machine;
using static ActorLab.Definitions.Tests.Definitions;

namespace ActorLab.Definitions.Tests;

/// <summary>What may be said of a machine, and where everything is told that may not.</summary>
public sealed class MachinesSpec
{
    [Fact]
    public void Everything_that_is_wrong_with_a_machine_is_told_at_once_with_its_place()
    {
        const string Text = """
            machine {
              cores = 0, switch-interval = 0, switch-cost = -1 ms
              time-slice = 300 years
              compute-variation = NaN
              lock-fairness = fair, start-method = vfork
              process-launch = 1e300 s
              disk-open = "pareto(1 ms, 1)"
              disk-read = "pareto(1 ms, NaN)"
              disk-flush = "normal(2 h, 1 ms)"
              services { a { latency = exponential(0 ms), capacity = 0 } }
            }
            machines.unused { disk-flush { values = [] }, disk-read { values = [1 ms, -1 ms], min = 1 ms }, disk-open = { min = 3 ms, max = 2 ms }, compute-variation = 0.91, base-threads = 0 }
            """;
        Assert.Equal(
            """
            --set machine.disk-capacity=0:1:23: machine.disk-capacity: expected a whole number from 1 to 1000000, got 0 [AL0203]
            --set machine.step-cost=2 h:1:19: machine.step-cost: expected a duration from 0 s to 3600 s, got '2 h' [AL0203]
            test.conf:10:28: machine.services.a.latency: expected a distribution (exponential: the mean must be more than 0, not 0 s), got 'exponential(0 ms)' [AL0203]
            test.conf:10:58: machine.services.a.capacity: expected a whole number from 1 to 1000000, got 0 [AL0203]
            test.conf:12:129: machines.unused.disk-open.max: expected at least min, which is 3 ms, got '2 ms' [AL0203]
            test.conf:12:157: machines.unused.compute-variation: expected a number from 0 to 0.9, got 0.91 [AL0203]
            test.conf:12:178: machines.unused.base-threads: expected a whole number from 1 to 1000000, got 0 [AL0203]
            test.conf:12:41: machines.unused.disk-flush.values: expected 1 to 100000 durations, got an array [AL0203]
            test.conf:12:75: machines.unused.disk-read.values[1]: expected a duration from 0 s to 3600 s, got '-1 ms' [AL0203]
            test.conf:12:89: expected a setting, got machines.unused.disk-read.min. Known: values. [AL0202]
            test.conf:2:11: machine.cores: expected a whole number from 1 to 1024, got 0 [AL0203]
            test.conf:2:32: machine.switch-interval: expected a duration from 1 us to 3600 s, got 0 [AL0203]
            test.conf:2:49: machine.switch-cost: expected a duration from 0 s to 3600 s, got '-1 ms' [AL0203]
            test.conf:3:16: machine.time-slice: expected a duration such as 10ms, 1.5 s or 2 days, got '300 years' [AL0203]
            test.conf:4:23: machine.compute-variation: expected a number from 0 to 0.9, got 'NaN' [AL0203]
            test.conf:5:19: machine.lock-fairness: expected one of fifo, barging, got 'fair' [AL0203]
            test.conf:5:40: machine.start-method: expected one of spawn, fork, forkserver, got 'vfork'. Did you mean fork? [AL0203]
            test.conf:6:20: machine.process-launch: expected a duration such as 10ms, 1.5 s or 2 days, got '1e300 s' [AL0203]
            test.conf:7:15: machine.disk-open: expected a distribution with a mean, which a pareto has only with a shape above 1, got 'pareto(1 ms, 1)' [AL0203]
            test.conf:8:15: machine.disk-read: expected a distribution (pareto: expected a number such as 1.5, got 'NaN'), got 'pareto(1 ms, NaN)' [AL0203]
            test.conf:9:16: machine.disk-flush: expected a distribution with a mean of at most 3600 s, got 'normal(2 h, 1 ms)' [AL0203]
            """.Split('\n').Order(StringComparer.Ordinal),
            Problems(Read(Text, "machine.disk-capacity=0", "machine.step-cost=2 h")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("machine.disk-read = constant(2 ms)", "constant(2 ms)")]
    [InlineData("machine.disk-read = 2 ms", "constant(2 ms)")]
    [InlineData("machine.disk-read { min = 1 ms, max = 2 ms }", "uniform(1 ms, 2 ms)")]
    [InlineData("machine.disk-read = \"uniform(1 ms, 2 ms)\"", "uniform(1 ms, 2 ms)")]
    [InlineData("machine.disk-read = exponential(2 ms)", "exponential(2 ms)")]
    [InlineData("machine.disk-read = \"normal(2 ms, 500 us)\"", "normal(2 ms, 500 us)")]
    [InlineData("machine.disk-read = \"log-normal(2 ms, 5 ms)\"", "log-normal(2 ms, 5 ms)")]
    [InlineData("machine.disk-read = \"weibull(2 ms, 0.5)\"", "weibull(2 ms, 0.5)")]
    [InlineData("machine.disk-read = \"erlang(4, 2 ms)\"", "erlang(4, 2 ms)")]
    [InlineData("machine.disk-read = \"pareto(2 ms, 1.5)\"", "pareto(2 ms, 1.5)")]
    [InlineData("machine.disk-read = \"empirical(1 ms, 2 ms)\"", "empirical(1 ms, 2 ms)")]
    [InlineData("machine.disk-read { values = [1 ms, 2 ms, 2 ms] }", "empirical(1 ms, 2 ms, 2 ms)")]
    public void A_latency_is_any_distribution_that_has_a_mean(string text, string expected) => Assert.Equal(expected, Machine(text).DiskRead.ToString());

    [Fact]
    public void Values_that_were_measured_may_be_in_a_file_of_their_own()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actorlab-test-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "measured.conf"), "values = [\n" + string.Concat(Enumerable.Range(1, 1_000).Select(i => $"  {i} us\n")) + "]\n");
            string file = Path.Combine(folder.FullName, "main.conf");
            File.WriteAllText(file, "machine.disk-flush { include \"measured.conf\" }\n");
            MachineProfile machine = Good<LineCopyExperimentDefinition>(DefinitionReader.Read(DefinitionSources.OfFile(file))).Machine!;
            var measured = Assert.IsType<EmpiricalDistribution>(machine.DiskFlush);
            Assert.Equal((1_000, 500_500), (measured.Values.Length, measured.MeanNs));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_machine_is_what_its_settings_say()
    {
        MachineProfile machine = Machine("""
            machine {
              scheduler-tick = 4 ms, compute-variation = 0.25, lock-fairness = barging, interpreter-hand-over = 50 us
              start-method = forkserver, process-launch = 2 ms, process-start = 30 ms, fork-start = 3 ms, forkserver-start = 4 ms
            }
            """);
        Assert.Equal(
            new MachineProfile
            {
                Name = "plain",
                SchedulerTick = SimDuration.FromMilliseconds(4),
                ComputeVariation = 0.25,
                LockFairness = LockFairness.Barging,
                InterpreterHandOver = SimDuration.FromMicroseconds(50),
                StartMethod = ProcessStartMethod.Forkserver,
                ProcessLaunch = SimDuration.FromMilliseconds(2),
                ProcessStart = SimDuration.FromMilliseconds(30),
                ForkStart = SimDuration.FromMilliseconds(3),
                ForkserverStart = SimDuration.FromMilliseconds(4),
            },
            machine);
    }

    private static MachineProfile Machine(string text) => Good<LineCopyExperimentDefinition>(Read(text)).Machine!;
}
