namespace ActorLab.Conformance;

/// <summary>Chapters whose plans have the nodes <c>near</c> and <c>far</c> beside the root's, and the roles of <see cref="NodeRoles"/>.</summary>
public abstract class PlacedConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    protected const string Near = "near";
    protected const string Far = "far";

    protected static ActorProps On(string node, string role, string name = "child") => ActorProps.OnNode(node, role, Go.Instance) with { Name = name };

    protected static ScenarioPlan NodesPlan(ActorProps root, int maxRestarts = NodePlan.DefaultMaxRestarts) => NodesPlan(_ => root, maxRestarts);

    protected static ScenarioPlan NodesPlan(Func<IActorRef, ActorProps> root, int maxRestarts = NodePlan.DefaultMaxRestarts) =>
        Plan(root) with { Nodes = [new NodePlan(Near, maxRestarts), new NodePlan(Far, maxRestarts)], Roles = NodeRoles.All };

    protected async Task<RunResult> RunNodes(ActorProps root)
    {
        RunResult result = await RunToAnyEnd(NodesPlan(root));
        Assert.True(result.Outcome == RunOutcome.Completed, $"the run ended as {result.Outcome}: {result.Failure} {result.Cause}");
        return result;
    }
}
