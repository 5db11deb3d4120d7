using System.Globalization;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Primitives;
using ActorLab.Core.Report;
using ActorLab.Local;
using ActorLab.Pipelines.Building;
using ActorLab.Pipelines.Results;
using ActorLab.Reporting;
using ActorLab.Reporting.Pipelines;
using ActorLab.Simulation;

namespace OwnActors;

/// <summary>Prices orders with 1 to 8 actors in virtual time, which takes no time, or once for real; or makes coffee, in both
/// ways.</summary>
public static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["virtual"]:
                foreach (int workers in (int[])[1, 2, 4, 8])
                {
                    PipelineReport report = await Run(workers, new SimulationEngine());
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{workers} workers: {report.Elapsed}"));
                    if (report.ExitCode != ExitCode.Holds) return report.ExitCode;
                }

                return ExitCode.Holds;
            case ["real"]:
                PipelineReport real = await Run(4, new LocalEngine());
                Console.Write(PipelineText.Render(real, PlainTable.Unbounded));
                return real.ExitCode;
            case ["coffee"]:
                foreach (int baristas in (int[])[1, 2, 3, 4])
                {
                    RunResult bar = await new SimulationEngine().RunAsync(
                        CoffeeBar.Plan(12, baristas), new EngineOptions(), CancellationToken.None);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{baristas} baristas: {bar.Elapsed.TotalSeconds * 1_000:0} ms"));
                }

                RunResult forReal = await new LocalEngine().RunAsync(
                    CoffeeBar.Plan(12, 3), new EngineOptions(), CancellationToken.None);
                Console.WriteLine($"for real: {forReal.Outbox.Length} coffees, {forReal.Outcome}");
                return forReal.Outcome == RunOutcome.Completed ? ExitCode.Holds : ExitCode.Infrastructure;
            default:
                await Console.Error.WriteLineAsync("expected one of: virtual, real, coffee");
                return ExitCode.BadUsage;
        }
    }

    private static Task<PipelineReport> Run(int workers, IEngine engine)
    {
        PipelineBuilder pipeline = OrdersPipeline.Of(1000, workers);
        var run = new PipelineRun
        {
            Definition = pipeline.Definition,
            Catalog = pipeline.Catalog,
            Machine = new MachineProfile { Name = "this", Cores = 4 },
        };
        return run.RunAsync(engine, null, CancellationToken.None);
    }
}
