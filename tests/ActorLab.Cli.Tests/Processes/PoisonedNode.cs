using System.Diagnostics;
using System.Globalization;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;
using ActorLab.Experiments;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Transports;
using ActorLab.TestSupport.Faults;

namespace ActorLab.Cli.Tests.Processes;

/// <summary>A node like any other, but for one item that kills the process of whoever begins with it. The test runner loads this program as a library; a test starts it as a child.</summary>
internal static class PoisonedNode
{
    public static ChildProgram Program(long item) => new("dotnet", [typeof(PoisonedNode).Assembly.Location, item.ToString(CultureInfo.InvariantCulture)]);

    public static Task<int> Main(string[] arguments)
    {
        long item = long.Parse(arguments[0], CultureInfo.InvariantCulture);
        return NodeProgram.RunAsync(arguments[^2], arguments[^1], table => ExperimentCatalog.AddMessages(table), origin => Poison(ExperimentCatalog.Build(origin), item));
    }

    private static ScenarioPlan Poison(ScenarioPlan plan, long item)
    {
        foreach ((string name, NodeRole role) in plan.Roles)
        {
            plan = plan with
            {
                Roles = plan.Roles.SetItem(name, (state, arguments) =>
                    SeatAround.Of(role(state, arguments), seat => new Victim(seat, item))),
            };
        }

        return plan;
    }

    private sealed class Victim(IActorSeat seat, long item) : SeatAround(seat)
    {
        public override void BeginTurn(object about)
        {
            if (about is Worker.Assigned assigned && assigned.Item.Path.Root.Value == item) Process.GetCurrentProcess().Kill();
            base.BeginTurn(about);
        }
    }
}
