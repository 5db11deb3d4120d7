namespace ActorLab.Cli.State;

/// <summary>That a run is to keep its state, as the user asked for it.</summary>
/// <param name="Folder">As it was typed.</param>
/// <param name="Resumes">Go on with the run whose state is there; where none has begun, begin it.</param>
internal sealed record StateChoice(string Folder, bool Resumes);
