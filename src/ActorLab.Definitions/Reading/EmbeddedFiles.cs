using ActorLab.Hocon;

namespace ActorLab.Definitions;

/// <summary>The files of <c>hocon/</c> that every program carries in itself: <c>reference.conf</c> and the machines.</summary>
internal sealed class EmbeddedFiles : IIncludeSource
{
    public const string ReferenceName = "reference.conf";

    private static readonly Lazy<HoconDocument> Parsed = new(() => HoconDocument.Parse(Text(ReferenceName), ReferenceName, new HoconOptions { Includes = new EmbeddedFiles() }));

    /// <summary>All defaults, and all machines.</summary>
    public static HoconDocument Reference => Parsed.Value;

    /// <exception cref="InvariantViolatedException">There is no such file in the program.</exception>
    public static string Text(string name)
    {
        using var reader = new StreamReader(Stream(name) ?? throw new InvariantViolatedException($"{name} is not in the program"));
        return reader.ReadToEnd();
    }

    public IncludeAnswer Open(IncludeRequest request)
    {
        string folder = request.IncludedBy[..(request.IncludedBy.LastIndexOf('/') + 1)];
        string name = folder + request.Name;
        using Stream? stream = Stream(name);
        if (stream is null) return new IncludeAnswer.Missing();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return new IncludeAnswer.Found(name, name, content.ToArray());
    }

    private static Stream? Stream(string name) => typeof(EmbeddedFiles).Assembly.GetManifestResourceStream(name);
}
