namespace ActorLab.Cli.Tests.Processes;

/// <summary>The specs that kill, freeze and replace real processes, one after the other and apart from all others: a program that another spec starts at the wrong moment would inherit
/// a pipe, and hide the death of a child for as long as it lives.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessFaults
{
    public const string Name = "process faults";
}
