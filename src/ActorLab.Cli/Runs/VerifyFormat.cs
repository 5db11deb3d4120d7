using System.Collections.Immutable;
using ActorLab.Cli.Commands;
using ActorLab.Core.Trace;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Results;

namespace ActorLab.Cli.Runs;

/// <summary>One way in which what is to be judged may be written. Another format is another row of <see cref="All"/>, and a reader in <see cref="VerifyRun"/>.</summary>
internal sealed class VerifyFormat
{
    private static readonly ImmutableArray<VerifyFormat> All =
    [
        new("lines", RecordFormat.PlainLines, CheckNeeds.Input | CheckNeeds.Sequence | CheckNeeds.OneProducer | CheckNeeds.Checksum),
        new("records", RecordFormat.Records, CheckNeeds.Input | CheckNeeds.Sequence | CheckNeeds.OneProducer | CheckNeeds.Checksum),
        new("csv", null, ~(CheckNeeds.Input | CheckNeeds.History)),
        new("ndjson", null, ~(CheckNeeds.Input | CheckNeeds.History)),
        new("json", null, ~(CheckNeeds.Input | CheckNeeds.History)),
        new("history", null, CheckNeeds.History),
        new("trace", null, CheckNeeds.Sequence | CheckNeeds.OneProducer | CheckNeeds.Producer | CheckNeeds.Clock),
    ];

    /// <summary>Lines or records, as the first row decides.</summary>
    private static readonly VerifyFormat Detected = new("lines", RecordFormat.Detect, All[0]._offers);

    private readonly CheckNeeds _offers;

    private VerifyFormat(string name, RecordFormat? lines, CheckNeeds offers)
    {
        Name = name;
        Lines = lines;
        _offers = offers;
    }

    public static ImmutableArray<string> Names => [.. All.Select(f => f.Name)];

    public string Name { get; }

    /// <summary>How items stand in an output of lines; null for tables.</summary>
    public RecordFormat? Lines { get; }

    public bool IsLines => Lines is not null;

    public bool IsHistory => Name == "history";

    /// <summary>One array with an object for each row.</summary>
    public bool IsJsonArray => Name == "json";

    public bool IsTrace => Name == "trace";

    /// <summary>The checks that can be made of it, if it has the columns for them.</summary>
    public ImmutableArray<string> Checks => [.. CheckCatalog.All.Where(Allows).Select(c => c.Name)];

    public static VerifyFormat? Find(string name) => All.FirstOrDefault(f => f.Name == name);

    /// <summary>By what the first file begins with, if that makes it a trace, or else by its extension.</summary>
    public static VerifyFormat Guess(ImmutableArray<string> files) => files.Select(f => Path.GetExtension(f).ToLowerInvariant()).FirstOrDefault() switch
    {
        not null when BeginsAsTrace(files[0]) => Find("trace")!,
        ".csv" => Find("csv")!,
        ".ndjson" or ".jsonl" => Find("ndjson")!,
        ".json" => Find("json")!,
        _ => Detected,
    };

    public bool Allows(CheckDescription check) => (check.Needs & ~_offers) == CheckNeeds.None;

    /// <summary>What cannot be read twice (a pipe, standard input) is not looked into; what cannot be read at all is told later.</summary>
    private static bool BeginsAsTrace(string path)
    {
        try
        {
            if (path == GivenFile.StandardInput || !File.Exists(path) || !FileIdentity.Of(path).IsRegular) return false;
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            Span<byte> begin = stackalloc byte[TraceReader.SignatureLength];
            return TraceReader.IsTrace(begin[..file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false)]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
