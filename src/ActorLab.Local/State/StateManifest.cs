using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace ActorLab.Local.State;

/// <summary>What a run is, in the folder of its state: enough to begin it again where it stopped, and to refuse to go on with anything else.</summary>
public sealed record StateManifest
{
    /// <summary>Of the form of the folder.</summary>
    public const int Version = 1;

    /// <summary>Tells this run's journal from others.</summary>
    public required ulong Run { get; init; }

    /// <summary>Canonical name of the experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>Canonical name of the engine that it began on. Another one may go on: what comes out is the same.</summary>
    public required string Engine { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The definition in the experiment's own form, JSON.</summary>
    public required ReadOnlyMemory<byte> Definition { get; init; }

    /// <summary>How its processes are watched over, JSON; no part of what the run is.</summary>
    public required ReadOnlyMemory<byte> Nodes { get; init; }

    /// <summary>Settings of Akka that its plan has; empty for none.</summary>
    public string Akka { get; init; } = "";

    public ImmutableArray<KeptInput> Inputs { get; init; } = [];

    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("run", Run.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteString("experiment", Experiment);
            json.WriteString("engine", Engine);
            json.WriteNumber("seed", Seed);
            if (Akka.Length > 0) json.WriteString("akka", Akka);
            json.WriteStartArray("inputs");
            foreach (KeptInput input in Inputs) Write(input, json);
            json.WriteEndArray();
            json.WritePropertyName("nodes");
            json.WriteRawValue(Nodes.Span);
            // As it is: its bytes are compared by what they mean, and read back by the experiment.
            json.WritePropertyName("definition");
            json.WriteRawValue(Definition.Span);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <exception cref="StateException">It is none, or of another version.</exception>
    public static StateManifest Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement root = document.RootElement;
            int version = root.GetProperty("version").GetInt32();
            if (version != Version) throw new StateException($"its form has version {version}, and this program knows version {Version}");
            return new StateManifest
            {
                Run = ulong.Parse(Text(root, "run"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                Experiment = Text(root, "experiment"),
                Engine = Text(root, "engine"),
                Seed = root.GetProperty("seed").GetUInt64(),
                Akka = root.TryGetProperty("akka", out _) ? Text(root, "akka") : "",
                Inputs = [.. root.GetProperty("inputs").EnumerateArray().Select(i => new KeptInput(Text(i, "path"), i.GetProperty("bytes").GetInt64(), Text(i, "sha256")))],
                Nodes = Bytes(root, "nodes"),
                Definition = Bytes(root, "definition"),
            };
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new StateException($"its manifest is broken: {broken.Message}", broken);
        }
    }

    /// <summary>What another run wants otherwise, in words; empty if it is the same run.</summary>
    public ImmutableArray<string> DifferencesTo(StateManifest wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (Experiment != wanted.Experiment) return [$"experiment: {Experiment} when it began, {wanted.Experiment} now"];
        var found = ImmutableArray.CreateBuilder<string>();
        if (Seed != wanted.Seed) found.Add($"seed: {Seed} when it began, {wanted.Seed} now");
        if (Akka != wanted.Akka) found.Add($"akka: {Shown(Akka)} when it began, {Shown(wanted.Akka)} now");
        using JsonDocument then = JsonDocument.Parse(Definition), now = JsonDocument.Parse(wanted.Definition);
        JsonDifference.Find("", then.RootElement, now.RootElement, found);
        return found.Distinct(StringComparer.Ordinal).ToImmutableArray();
    }

    private static string Shown(string akka) => akka.Length == 0 ? "nothing" : akka;

    private static void Write(KeptInput input, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("path", input.Path);
        json.WriteNumber("bytes", input.Bytes);
        json.WriteString("sha256", input.Sha256);
        json.WriteEndObject();
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new JsonException($"expected a text for {name}");

    private static byte[] Bytes(JsonElement element, string name) => JsonSerializer.SerializeToUtf8Bytes(element.GetProperty(name));
}
