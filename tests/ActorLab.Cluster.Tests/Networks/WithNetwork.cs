namespace ActorLab.Cluster.Tests.Networks;

/// <summary>Tests with time limits of the links, which nothing else is to keep from the processors.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WithNetwork
{
    public const string Name = "with a network";
}
