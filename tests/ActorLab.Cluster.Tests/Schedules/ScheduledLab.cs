using System.Collections.Concurrent;
using System.Diagnostics;
using ActorLab.Cluster.Engine;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Tests.Members;
using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.LineCopy;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Results;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Brokers;
using ActorLab.TestSupport.Processes;
using ActorLab.Wire.Frames;

namespace ActorLab.Cluster.Tests.Schedules;

/// <summary>What came of a schedule.</summary>
/// <param name="Runs">How many runs went to their end while it lasted.</param>
/// <param name="Losses">What their engines said of nodes that were lost.</param>
/// <param name="Broken">What did not hold, with all that is needed to see why; empty if all did.</param>
internal sealed record ScheduleOutcome(int Runs, string[] Losses, string[] Broken);

/// <summary>A broker and members of its own, to which a schedule of faults happens while two workloads run over them, again and again.</summary>
internal sealed class ScheduledLab(FaultSchedule schedule, RabbitBroker broker, LabAddress lab, ProcessTeam team)
{
    private const int Members = 3;
    private const int Lines = 5_000;
    private const int KeyedItems = 2_000;

    /// <summary>There was no broker at its beginning: it was told so, and is none of the runs that must hold.</summary>
    private const string NeverBegan = "";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
    private static readonly LinkSettings Settings = new(SimDuration.FromMilliseconds(100), SimDuration.FromSeconds(2), 64);

    private readonly ConcurrentQueue<string> _losses = new();
    private readonly ConcurrentQueue<string> _broken = new();
    private volatile bool _isOver;
    private int _runs;

    public static async Task<ScheduleOutcome> RunAsync(FaultSchedule schedule)
    {
        using RabbitBroker broker = await RabbitBroker.StartAsync();
        // The machine may be so busy that the broker needs longer to start than anybody should wait for it.
        var lab = new LabAddress(broker.Address, RabbitBroker.Lab) { Patience = LabPatience.Default with { WithoutBroker = SimDuration.FromSeconds(120), ForPeers = SimDuration.FromSeconds(20) } };
        await using ProcessTeam team = await ProcessTeam.StartAsync(lab, Members);
        return await new ScheduledLab(schedule, broker, lab, team).RunAsync();
    }

    private async Task<ScheduleOutcome> RunAsync()
    {
        using var net = new CancellationTokenSource(HangGuard.Limit);
        Task copies = Task.Run(() => RepeatAsync(seed => CopyAsync(seed, net.Token)));
        Task keyed = Task.Run(() => RepeatAsync(seed => CountKeysAsync(seed, net.Token)));
        await HappenAsync(net.Token);
        _isOver = true;
        await Task.WhenAll(copies, keyed);
        return new ScheduleOutcome(_runs, [.. _losses], [.. _broken]);
    }

    private async Task RepeatAsync(Func<ulong, Task<string?>> run)
    {
        for (ulong seed = schedule.Seed; !_isOver && _broken.IsEmpty; seed++)
        {
            string? broken = await run(seed);
            if (broken == NeverBegan)
            {
                await UntilAsync(Stopwatch.GetTimestamp(), 100, CancellationToken.None);
                continue;
            }

            if (broken is not null) _broken.Enqueue($"schedule {schedule.Seed}, run with seed {seed}: {broken}; lost: {string.Join("; ", _losses)}; {schedule}: {string.Join(", ", schedule.Faults)}");
            Interlocked.Increment(ref _runs);
        }
    }

    /// <returns>What did not hold; null if all did.</returns>
    private async Task<string?> CopyAsync(ulong seed, CancellationToken interrupt)
    {
        var definition = new LineCopyDefinition { Model = ExecutionModel.ProcessPipeline, Workers = Members, Lines = Lines, Seed = seed };
        RunReport report = await LineCopyExperiment.RunAsync(definition, CreateEngine(), null, interrupt);
        if (CouldNotJoin(report.Failure)) return NeverBegan;
        bool holds = report is { ExitCode: ExitCode.Holds, Verdict: { Status: VerdictStatus.Holds, Figures: { Lost: 0, Duplicated: 0 } }, Items: Lines };
        return holds ? null : $"line-copy: {report.Outcome}, {report.Failure}, {report.Items} items, {report.Verdict}, lost {string.Join(", ", report.LostWorkers)}, given up {string.Join(", ", report.GivenUp)}";
    }

    private async Task<string?> CountKeysAsync(ulong seed, CancellationToken interrupt)
    {
        var definition = new PipelineDefinition
        {
            Name = "keyed",
            Stages =
            [
                new StageDefinition { Name = "words", Operation = new GeneratorSource(KeyedItems, GeneratedKind.Words, Keys: 7) },
                new StageDefinition { Name = "loud", Operation = new MapOperation(new FunctionCall("upper", [])), From = ["words"], Workers = Members, Execution = WorkerKind.Processes, Order = ItemOrder.PerKey },
                new StageDefinition { Name = "checked", Operation = new VerifierSink(["key-order"]), From = ["loud"] },
            ],
        };
        var run = new PipelineRun { Definition = definition, Machine = new MachineProfile { Name = "test", Cores = 2 }, Seed = seed };
        PipelineReport report = await run.RunAsync(CreateEngine(), null, interrupt);
        if (CouldNotJoin(report.Failure?.ToString())) return NeverBegan;
        bool holds = report is { Outcome: RunOutcome.Completed, Failure: null, Verdict.Status: VerdictStatus.Holds, Delivered: KeyedItems };
        return holds ? null : $"keyed pipeline: {report.Outcome}, {report.Failure}, {report.Delivered} items, {report.Verdict}";
    }

    private bool CouldNotJoin(string? failure) => failure?.StartsWith($"{lab} cannot be joined: ", StringComparison.Ordinal) == true;

    private ClusterEngine CreateEngine() => new(lab, LabRole.AddMessages, _losses.Enqueue, Settings) { Work = schedule.Work };

    private async Task HappenAsync(CancellationToken interrupt)
    {
        var thaws = new List<Task>();
        long begun = Stopwatch.GetTimestamp();
        foreach (Fault fault in schedule.Faults)
        {
            await UntilAsync(begun, fault.AtMilliseconds, interrupt);
            switch (fault)
            {
                case KillLife(_, var pick):
                    foreach (int life in Picked(team.Lives, pick)) ProcessTable.Kill(life);
                    break;
                case KillMember(_, var pick):
                    foreach (int member in Picked([.. team.Members], pick)) await ReplaceAsync(member);
                    break;
                case FreezeLife(var at, var pick, var pause):
                    thaws.Add(FreezeAsync(Picked(team.Lives, pick), begun, at + pause, interrupt));
                    break;
                case FreezeMember(var at, var pick, var pause):
                    int[] members = Picked([.. team.Members], pick);
                    thaws.Add(FreezeAsync([.. members, .. members.SelectMany(team.LivesOf)], begun, at + pause, interrupt));
                    break;
                case RestartBroker(var at, var pause):
                    broker.KillServer();
                    await UntilAsync(begun, at + pause, interrupt);
                    await broker.StartServerAsync();
                    break;
                default:
                    throw new InvalidOperationException($"nobody knows how {fault} happens");
            }
        }

        await UntilAsync(begun, schedule.LengthMilliseconds, interrupt);
        await Task.WhenAll(thaws);
    }

    private async Task ReplaceAsync(int member)
    {
        int[] lives = team.LivesOf(member);
        ProcessTable.Kill(member);
        foreach (int life in lives) ProcessTable.Kill(life);
        await team.AddAsync(1);
    }

    private static async Task FreezeAsync(int[] processes, long begun, int untilMilliseconds, CancellationToken interrupt)
    {
        foreach (int process in processes) ProcessTable.Signal("STOP", process);
        await UntilAsync(begun, untilMilliseconds, interrupt);
        foreach (int process in processes.Reverse()) ProcessTable.Signal("CONT", process);
    }

    /// <summary>None if there is none.</summary>
    private static int[] Picked(int[] processes, int pick) => processes.Length == 0 ? [] : [processes[pick % processes.Length]];

    private static async Task UntilAsync(long begun, int milliseconds, CancellationToken interrupt)
    {
        using var timer = new PeriodicTimer(Step);
        while (Stopwatch.GetElapsedTime(begun).TotalMilliseconds < milliseconds) await timer.WaitForNextTickAsync(interrupt);
    }
}
