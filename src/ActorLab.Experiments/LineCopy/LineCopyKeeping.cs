using ActorLab.Core.Journal;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Resuming;

namespace ActorLab.Experiments.LineCopy;

/// <summary>What a run that keeps its state goes on from, and where it notes how far it is.</summary>
internal sealed record LineCopyKeeping(RunState State, RestoredOutput Output)
{
    /// <summary>Rows of a record: an end of line each, since a line has none inside.</summary>
    private const int RowsOfItem = LineRecord.Appends;

    public ResumePoint Resume => new(Output.Point.Items, Output.Point.Abandoned, State.FirstEpoch);

    /// <summary>Null in the first life.</summary>
    public Resumption? Resumption => State.Life == 1 ? null : new Resumption(State.Life, Output.Point.Items, (Output.CutLines + RowsOfItem - 1) / RowsOfItem);
}
