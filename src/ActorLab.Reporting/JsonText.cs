using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorLab.Reporting;

/// <summary>JSON as every command prints it: indented, UTF-8, ended by one line feed, the same bytes on every system.</summary>
public static class JsonText
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        // Output lines are shown as they are; nothing of this goes into a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options)) write(json);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) + "\n";
    }

    /// <summary>Seconds, exact to the nanosecond.</summary>
    public static void WriteSeconds(Utf8JsonWriter json, string name, SimDuration value) =>
        json.WriteNumber(name, value.Nanoseconds / 1_000_000_000m);
}
