using ActorLab.Cli.Runs;
using ActorLab.Core.Report;
using ActorLab.Definitions;
using ActorLab.Nodes.Links;
using ActorLab.TestSupport;
using ActorLab.Wire.Frames;

namespace ActorLab.Cli.Tests.Processes;

[Collection(ProcessFaults.Name)]
public sealed class FrozenChildSpec
{
    private const int Lines = 400;

    /// <summary>Pieces that have come from a child when it is stopped: it has joined, and works.</summary>
    private const int Moment = 10;

    private static readonly LinkSettings Impatient = new(SimDuration.FromMilliseconds(50), SimDuration.FromMilliseconds(500), 64);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_work_of_a_child_that_froze_goes_to_another_whether_it_thaws_or_not(bool thaws)
    {
        FleetChild? frozen = null;
        string? lost = null;
        long piecesAtLoss = -1;
        var fleet = new NodeFleet(
            (started, _) =>
            {
                if (started.Children.Find(c => c.Pieces >= Moment) is { } child && Interlocked.CompareExchange(ref frozen, child, null) is null) Signal("STOP", child);
            },
            Impatient);
        ProcessRun run = await ProcessRuns.RunAsync(fleet, Lines, onLoss: line =>
        {
            if (frozen is null || lost is not null || !line.StartsWith(frozen.Process.Name + " ", StringComparison.Ordinal)) return;
            lost = line;
            piecesAtLoss = frozen.Pieces;
            if (thaws) Signal("CONT", frozen);
        });
        ProcessRuns.AssertHolds(run, fleet, Lines);
        Assert.NotNull(frozen);
        Assert.Equal($"{frozen.Process.Name} was silent for 500 ms", lost);
        Assert.Contains(run.Report.LostWorkers, worker => worker.Name == frozen.Process.Name);
        Assert.Equal(9, (await frozen.Process.Exited).Signal);
        Assert.Equal(piecesAtLoss, frozen.Pieces);
    }

    [Fact]
    public async Task What_a_child_writes_that_thaws_after_its_leases_were_taken_back_is_fenced_off()
    {
        // On a busy machine a child may have come to the end of its leases before it is frozen, and then there is nothing to fence off.
        const int attempts = 20;
        for (int attempt = 1; !await ThawsWithLeases((ulong)attempt); attempt++)
            Assert.True(
                attempt < attempts, $"in {attempts} runs no child that held a lease when it was frozen spoke after its loss");
    }

    /// <summary>A run in which a child is taken for dead, thaws and lives on.</summary>
    /// <returns>True if it held leases when it was frozen, and spoke after they were taken back.</returns>
    private static async Task<bool> ThawsWithLeases(ulong seed)
    {
        FleetChild? frozen = null;
        long messagesAtLoss = -1, messagesAfter = -1;
        var fleet = new NodeFleet(
            (started, _) =>
            {
                if (started.Children.Find(c => c.Pieces >= Moment) is { } child && Interlocked.CompareExchange(ref frozen, child, null) is null) Signal("STOP", child);
            },
            Impatient)
        {
            Spares = true,
        };
        ProcessRun run = await ProcessRuns.RunAsync(fleet, Lines, seed: seed, onLoss: line =>
        {
            if (frozen is null || messagesAtLoss >= 0 || !line.StartsWith(frozen.Process.Name + " ", StringComparison.Ordinal)) return;
            messagesAtLoss = frozen.Messages;
            Signal("CONT", frozen);
            // It does what it held, and says so, before the leases have new holders; not in this run, if that takes it too long.
            SpinWait.SpinUntil(() => frozen.Messages > messagesAtLoss, TimeSpan.FromSeconds(5));
            messagesAfter = frozen.Messages;
        });
        ProcessRuns.AssertHolds(run, fleet, Lines);
        Assert.NotNull(frozen);
        bool hadLeases = run.Report.LostWorkers.Any(worker => worker.Name == frozen.Process.Name && worker.Leases > 0);
        return hadLeases && messagesAfter > messagesAtLoss;
    }

    [Fact]
    public async Task A_child_that_thaws_in_time_goes_on()
    {
        FleetChild? frozen = null;
        var fleet = new NodeFleet((started, _) =>
        {
            if (started.Children.Find(c => c.Pieces >= Moment) is not { } child || Interlocked.CompareExchange(ref frozen, child, null) is not null) return;
            Signal("STOP", child);
            Signal("CONT", child);
        });
        ProcessRun run = await ProcessRuns.RunAsync(fleet, Lines);
        ProcessRuns.AssertHolds(run, fleet, Lines);
        Assert.NotNull(frozen);
        Assert.Empty(run.Losses);
    }

    [Fact]
    public async Task A_child_is_lost_after_the_pause_that_the_definition_names()
    {
        using var folder = new TemporaryFolder();
        string output = folder.File("out.txt");
        string file = folder.Write("my.conf", "line-copy { model = process-pipeline, workers = 2, lines = 20000, output = out.txt }\nnodes.acceptable-heartbeat-pause = 700 ms");
        using System.Diagnostics.Process lab = Lab.BeginRead("run", file, "--set", "nodes.heartbeat-interval=50ms");
        Task<string> said = lab.StandardError.ReadToEndAsync();
        Task<string> printed = lab.StandardOutput.ReadToEndAsync();
        // Before something is copied, nobody has joined for certain.
        await ProcessTable.Until(
            () => lab.HasExited || new FileInfo(output) is { Exists: true, Length: > 0 }, "a line was copied");
        int[] frozen = ProcessTable.ChildrenOf(lab.Id);
        foreach (int child in frozen) ProcessTable.Signal("STOP", child);
        await lab.WaitForExitAsync().WaitAsync(HangGuard.Limit);
        Assert.NotEmpty(frozen);
        Assert.Contains(" was silent for 700 ms\n", await said);
        Assert.True(lab.ExitCode == ExitCode.Holds, $"{await said}\n{await printed}");
    }

    [Fact]
    public void Without_a_definition_the_links_are_the_usual_ones()
    {
        Assert.Equal(LinkSettings.Default, LocalNodes.SettingsOf(new NodesDefinition()));
        Assert.Equal(LinkOptions.Default, LocalNodes.OptionsOf(new NodesDefinition()));
        Assert.Equal(LinkSettings.MaxWindowFrames, NodesDefinition.MostWindowFrames);
    }

    private static void Signal(string name, FleetChild child) => ProcessTable.Signal(name, child.Process.ProcessId);
}
