using System.Text.Json;

namespace ActorLab.Local.State;

/// <summary>What a run that has come to its end said.</summary>
/// <param name="ExitCode">Of the command.</param>
/// <param name="Text">Its report for people.</param>
/// <param name="Json">Its report for programs.</param>
public sealed record FinishedRun(int ExitCode, string Text, string Json)
{
    internal byte[] Write()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("exitCode", ExitCode);
            json.WriteString("text", Text);
            json.WriteString("json", Json);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    internal static FinishedRun Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement root = document.RootElement;
            return new FinishedRun(root.GetProperty("exitCode").GetInt32(), root.GetProperty("text").GetString() ?? "", root.GetProperty("json").GetString() ?? "");
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new StateException($"the report of its end is broken: {broken.Message}", broken);
        }
    }
}
