using System.Collections.Immutable;
using System.Text.Json;

namespace ActorLab.Local.State;

/// <summary>Where two values in JSON differ.</summary>
internal static class JsonDifference
{
    private const int MaxShown = 60;

    /// <param name="path">Of both, such as <c>pipeline.stages[2].workers</c>; empty for the root.</param>
    /// <param name="then">The first.</param>
    /// <param name="now">The second.</param>
    /// <param name="found">Takes a line for each place.</param>
    public static void Find(string path, JsonElement then, JsonElement now, ImmutableArray<string>.Builder found)
    {
        if (then.ValueKind == JsonValueKind.Object && now.ValueKind == JsonValueKind.Object) InObjects(path, then, now, found);
        else if (then.ValueKind == JsonValueKind.Array && now.ValueKind == JsonValueKind.Array && then.GetArrayLength() == now.GetArrayLength()) InArrays(path, then, now, found);
        else if (then.GetRawText() != now.GetRawText()) found.Add($"{path}: {Shown(then)} when it began, {Shown(now)} now");
    }

    private static void InObjects(string path, JsonElement then, JsonElement now, ImmutableArray<string>.Builder found)
    {
        foreach (string name in then.EnumerateObject().Concat(now.EnumerateObject()).Select(p => p.Name).Distinct(StringComparer.Ordinal))
        {
            string inner = path.Length == 0 ? name : $"{path}.{name}";
            bool was = then.TryGetProperty(name, out JsonElement before), isThere = now.TryGetProperty(name, out JsonElement after);
            if (was && isThere) Find(inner, before, after, found);
            else found.Add(was ? $"{inner}: {Shown(before)} when it began, nothing now" : $"{inner}: nothing when it began, {Shown(after)} now");
        }
    }

    private static void InArrays(string path, JsonElement then, JsonElement now, ImmutableArray<string>.Builder found)
    {
        for (int i = 0; i < then.GetArrayLength(); i++) Find($"{path}[{i}]", then[i], now[i], found);
    }

    private static string Shown(JsonElement value)
    {
        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return text.Length > MaxShown ? text[..MaxShown] + "…" : text;
    }
}
