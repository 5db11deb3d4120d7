using ActorLab.Core.Definition;
using ActorLab.Core.Report;
using Xunit;

namespace ActorLab.Reporting.Tests;

public sealed class RunNotesSpec
{
    [Fact]
    public void Runs_that_lost_nobody_on_one_machine_need_no_note() =>
        Assert.Empty(RunNotes.Of([Runs.Of(ExecutionModel.Serial, 500), Runs.Of(ExecutionModel.Processes, 250)]));

    [Fact]
    public void What_a_lost_process_held_was_done_again() =>
        Assert.Equal(
            ["process-pipeline: 2 leases of process-2, which was lost, were done again"],
            RunNotes.Of([Runs.Of(ExecutionModel.ProcessPipeline, 250) with { LostWorkers = [new LostWorker("process-2", 2)] }]));

    [Fact]
    public void Losses_of_one_process_are_told_together_and_of_several_apart() =>
        Assert.Equal(
            [
                "process-pipeline: 1 lease of process-1, which was lost 2 times, was done again",
                "process-pipeline: process-3 was lost and held no lease",
            ],
            RunNotes.Of([Runs.Of(ExecutionModel.ProcessPipeline, 250) with { LostWorkers = [new LostWorker("process-1", 1), new LostWorker("process-3", 0), new LostWorker("process-1", 0)] }]));

    [Fact]
    public void Workers_that_write_themselves_write_at_least_once() =>
        Assert.Equal(
            ["processes: 1 lease of process-1, which was lost, was done again", "processes: its workers write themselves, at least once: what a lost one had written stays"],
            RunNotes.Of([Runs.Of(ExecutionModel.Processes, 250) with { LostWorkers = [new LostWorker("process-1", 1)] }]));

    [Theory]
    [InlineData(1, "1 result of workers that were taken for lost came late and was dropped (fenced)")]
    [InlineData(2, "2 results of workers that were taken for lost came late and were dropped (fenced)")]
    public void What_came_under_a_lease_that_was_taken_back_is_told(long fenced, string note) =>
        Assert.Equal([$"process-pipeline: {note}"], RunNotes.Of([Runs.Of(ExecutionModel.ProcessPipeline, 250) with { Fenced = fenced }]));

    [Fact]
    public void Runs_on_unlike_machines_are_named() =>
        Assert.Equal(
            [
                "not all ran on the same machine (small, 1 CPU: serial, threads; large, 2 CPUs: processes); machine = "
                    + "NAME in a definition gives all of them one",
            ],
            RunNotes.Of(
                [
                    Runs.Of(ExecutionModel.Serial, 500) with { Machine = "small, 1 CPU" },
                    Runs.Of(ExecutionModel.Threads, 500) with { Machine = "small, 1 CPU" },
                    Runs.Of(ExecutionModel.Processes, 500) with { Machine = "large, 2 CPUs" },
                ]));
}
