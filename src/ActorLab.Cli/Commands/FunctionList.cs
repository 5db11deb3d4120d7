using ActorLab.Pipelines.Functions;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary>The functions that stages of pipelines can name.</summary>
internal static class FunctionList
{
    public static string Text(FunctionCatalog catalog, int widthColumns)
    {
        var table = new PlainTable("key", "!function", "!what it gives");
        foreach (FunctionEntry function in catalog.All) table.Add(KeyOf(function.Role), CallOf(function), function.Summary);
        return table.Render(widthColumns);
    }

    public static string Json(FunctionCatalog catalog) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (FunctionEntry function in catalog.All)
        {
            json.WriteStartObject();
            json.WriteString("key", KeyOf(function.Role));
            json.WriteString("name", function.Name);
            json.WriteStartArray("parameters");
            foreach (string parameter in function.Parameters) json.WriteStringValue(parameter);
            json.WriteEndArray();
            json.WriteString("summary", function.Summary);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string CallOf(FunctionEntry function) => function.Parameters.IsEmpty ? function.Name : $"{function.Name}({string.Join(", ", function.Parameters)})";

    /// <summary>The key of the setting that takes it.</summary>
    private static string KeyOf(FunctionRole role) => role switch
    {
        FunctionRole.Map => "map",
        FunctionRole.Filter => "filter",
        FunctionRole.FlatMap => "flat-map",
        FunctionRole.Key => "key-by",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "not a role"),
    };
}
