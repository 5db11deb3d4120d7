using ActorLab.Core.Actors;
using ActorLab.Core.Journal;

namespace ActorLab.Core.Model;

/// <summary>Who is told how far an output is, and what tells it.</summary>
/// <param name="Keeper">Gets <see cref="JournalKeeper.Reached"/>, at most once in a <see cref="JournalKeeper.Period"/> or when the last item has been written.</param>
/// <param name="Output">Which output of the run this is, from 0.</param>
/// <param name="Tally">Of the output. The sink's body adds what it has written, and the sink looks at it while no body runs.</param>
public sealed record SinkJournal(IActorRef Keeper, int Output, OutputTally Tally);
