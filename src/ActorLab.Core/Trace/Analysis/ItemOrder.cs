namespace ActorLab.Core.Trace.Analysis;

/// <summary>An item that an actor got in a message behind one with a greater number.</summary>
/// <param name="Item">Its number.</param>
/// <param name="Behind">The greatest number that the actor had got before.</param>
/// <param name="Actor">Which.</param>
/// <param name="Message">The type of the message.</param>
/// <param name="At">When the actor began to handle it: nanoseconds on the root's axis.</param>
public sealed record LateItem(long Item, long Behind, ActorId Actor, string Message, long At);

/// <summary>An item that an actor got in more than one message of a type.</summary>
/// <param name="Item">Its number.</param>
/// <param name="Times">In how many, at least 2.</param>
/// <param name="Actor">Which.</param>
/// <param name="Message">The type of the messages.</param>
/// <param name="First">When it began to handle the first: nanoseconds on the root's axis.</param>
/// <param name="Last">The same of the last.</param>
public sealed record RepeatedItem(long Item, int Times, ActorId Actor, string Message, long First, long Last);

/// <summary>
/// In which order, and how often, each actor got the items: judged message type by message type, since an actor may well hear of
/// the beginning of one item after the end of another.
/// </summary>
public static class ItemOrder
{
    /// <summary>In the order of time.</summary>
    public static IEnumerable<LateItem> Late(TraceModel model)
    {
        var greatest = new Dictionary<(ActorId, string), long>();
        foreach (int row in Turns(model))
        {
            (ActorId, string) stream = (model.ActorOf(row), model.DetailOf(row));
            long item = model.ItemOf(row), before = greatest.GetValueOrDefault(stream);
            if (item < before) yield return new LateItem(item, before, stream.Item1, stream.Item2, model.StartOf(row));
            greatest[stream] = Math.Max(before, item);
        }
    }

    /// <summary>Those of the first message first.</summary>
    public static IEnumerable<RepeatedItem> Repeated(TraceModel model) =>
        from row in Turns(model)
        group row by (Actor: model.ActorOf(row), Message: model.DetailOf(row), Item: model.ItemOf(row)) into same
        let times = same.Select(model.StartOf).ToArray()
        where times.Length > 1
        orderby times[0], same.Key.Item
        select new RepeatedItem(same.Key.Item, times.Length, same.Key.Actor, same.Key.Message, times[0], times[^1]);

    private static int[] Turns(TraceModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        int[] rows = model.Rows(r => model.KindOf(r) == TraceKind.Turn && model.ItemOf(r) > 0);
        model.SortByTime(rows);
        return rows;
    }
}
