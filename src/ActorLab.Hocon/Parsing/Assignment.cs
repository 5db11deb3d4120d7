namespace ActorLab.Hocon.Parsing;

/// <summary>What a field becomes when its key is assigned again: what can be merged at once is, the rest is stacked for the resolver.</summary>
/// <remarks>The parser owns all values that it combines, so objects are merged in place.</remarks>
internal static class Assignment
{
    public static void Put(HoconObject target, string key, HoconValue value) => target.Set(key, value, Combine);

    /// <summary>Puts <paramref name="value"/> where the path leads: <c>a.b.c : v</c> is <c>a { b { c : v } }</c>.</summary>
    public static void Put(HoconObject target, string[] path, HoconValue value)
    {
        for (int i = path.Length - 1; i > 0; i--)
        {
            HoconObject parent = new(value.Source, value.Offset);
            parent.Set(path[i], value);
            value = parent;
        }

        Put(target, path[0], value);
    }

    /// <summary>Lets the fields of <paramref name="top"/> override or be merged with those of <paramref name="below"/>, which is changed.</summary>
    public static void Merge(HoconObject below, HoconObject top)
    {
        foreach ((string key, HoconValue value) in top) Put(below, key, value);
        below.MoveTo(top);
    }

    private static HoconValue Combine(HoconValue below, HoconValue top) => top switch
    {
        HoconObject o => CombineObject(below, o),
        FieldStack stack => stack.Layers.Aggregate(below, Combine),
        Append append => CombineAppend(below, append),
        Unresolved => Stacked(below, top),
        // What cannot be merged hides all that was before; it is not even looked at.
        _ => top,
    };

    private static HoconValue CombineObject(HoconValue below, HoconObject top)
    {
        if (top.Closed) return top;
        switch (below)
        {
            case HoconObject o:
                Merge(o, top);
                return o;
            case FieldStack { Top: HoconObject o } stack:
                Merge(o, top);
                stack.Account(top);
                return stack;
            case Unresolved:
                return Stacked(below, top);
            default:
                top.Closed = true;
                top.Replaced = below as HoconScalar;
                return top;
        }
    }

    private static HoconValue CombineAppend(HoconValue below, Append top)
    {
        // Elements with substitutions stay apart: they may look back at what the field was.
        HoconArray? known = below switch
        {
            HoconArray array => array,
            Append append => append.Elements,
            FieldStack { Top: Append append } => append.Elements,
            _ => null,
        };
        if (known is not { IsResolved: true } || !top.Elements.IsResolved) return Stacked(below, top);
        foreach (HoconValue element in top.Elements) known.Add(element);
        if (below is FieldStack stack) stack.Account(top);
        return below;
    }

    private static FieldStack Stacked(HoconValue below, HoconValue top)
    {
        FieldStack stack = below as FieldStack ?? new FieldStack(below);
        stack.Push(top);
        return stack;
    }
}
