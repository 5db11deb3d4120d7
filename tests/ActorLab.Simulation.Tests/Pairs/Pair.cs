using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Core.Report;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.LineCopy;

namespace ActorLab.Simulation.Tests.Pairs;

/// <summary>A plan and a seed, drawn by a number: the same in every process.</summary>
internal static class Pair
{
    private static readonly ImmutableArray<ICaseExperiment> s_cases = [.. CaseExperiments.All.Where(e => !e.HasSize)];

    /// <summary>One line for each of the pairs: number, plan and digest.</summary>
    public static async Task PrintAsync(long first, long count, TextWriter output)
    {
        for (long number = first; number < first + count; number++) await output.WriteAsync($"{number} {await DescribeAsync(number)}\n");
    }

    /// <summary>Half of the pairs are random scenes, the others experiments in turn.</summary>
    private static async Task<string> DescribeAsync(long number)
    {
        ulong seed = (ulong)number + 1;
        if (number % 2 == 0) return $"random-scene {new RandomScene(seed).Run().TraceDigest:x16}";
        long kind = number / 2 % (ExecutionModel.All.Length + s_cases.Length);
        return kind < ExecutionModel.All.Length
            ? await LineCopy(ExecutionModel.All[(int)kind], seed)
            : await Cases(s_cases[(int)kind - ExecutionModel.All.Length], seed);
    }

    private static async Task<string> LineCopy(ExecutionModel model, ulong seed)
    {
        RandomStream random = new RandomStream(seed).Split("pair");
        var definition = new LineCopyDefinition
        {
            Model = model,
            Workers = model.FixedWorkers ? model.DefaultWorkers : (int)random.NextInt64(1, 8),
            Lines = (int)random.NextInt64(1, 40),
            Cores = (int)random.NextInt64(1, 4),
            InterpreterLock = random.NextInt64(0, 1) == 1,
            Seed = seed,
        };
        RunReport report = await LineCopyExperiment.RunAsync(definition, new SimulationEngine(), null, CancellationToken.None);
        return $"{model} {report.TraceDigest:x16}";
    }

    private static async Task<string> Cases(ICaseExperiment experiment, ulong seed)
    {
        ImmutableArray<CaseReport> cases = await experiment.RunAsync(new CaseOptions { Seed = seed }, new SimulationEngine(), CancellationToken.None);
        return $"{experiment.Name} {string.Join(' ', cases.Select(c => $"{c.TraceDigest:x16}"))}";
    }
}
