using ActorLab.Conformance.Scripts;
using ActorLab.Wire;

namespace ActorLab.Nodes.Tests.Engine;

/// <summary>The wire forms of the suite's messages. <see cref="Homebound"/> has none.</summary>
internal static class SuiteMessages
{
    private const uint FirstTag = 100;

    public static void AddTo(WireTable table) => table
        .Add<Number>(FirstTag, static (m, w) => w.Int64(m.Value), static r => new Number(r.Int32(int.MinValue, int.MaxValue)))
        .Add<Text>(FirstTag + 1, static (m, w) => w.Text(m.Value), static r => new Text(r.Text()))
        .Add<Go>(FirstTag + 2, static (_, _) => { }, static _ => Go.Instance)
        .Add<Meet>(FirstTag + 3, static (m, w) => w.Actor(m.Whom), static r => new Meet(r.Actor() ?? throw new WireFormatException("nobody to meet")))
        .Add<Poison>(FirstTag + 4, static (m, w) => w.Text(m.Cause.Message), static r => new Poison(new PlannedFailureException(r.Text())));
}
